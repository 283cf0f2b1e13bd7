import libheif, { type Libheif } from 'libheif-js/libheif-wasm/libheif-bundle.mjs';

/** Bytes of a page of WebAssembly's memory. */
const PAGE = 65_536;

/** Compiled once for a thread: it takes longer than a small picture. */
let compiled: WebAssembly.Module | undefined;

/** What bounds a decoder's memory once its file has told what it is. */
export interface BoundedLibheif {
  readonly heif: Libheif;
  /** @param bytes the memory never grows beyond, whatever a file asks for: the decoder fails then */
  readonly limitMemory: (bytes: number) => void;
}

/** A new instance: what a file does to the decoder's memory dies with it. */
export function openLibheif(bytes: number): BoundedLibheif {
  let most = bytes;
  const heif = libheif({
    instantiateWasm(imports, receive) {
      compiled ??= new WebAssembly.Module(this.wasmBinary);
      const instance = new WebAssembly.Instance(compiled, imports);
      for (const exported of Object.values(instance.exports)) {
        if (exported instanceof WebAssembly.Memory) bound(exported, () => most);
      }
      return receive(instance);
    },
    // Files from strangers say what they like; it is no part of the log.
    print: () => undefined,
    printErr: () => undefined,
  });
  return {
    heif,
    limitMemory(limit) {
      most = limit;
    },
  };
}

function bound(memory: WebAssembly.Memory, most: () => number): void {
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * PAGE > most()) throw new RangeError('the decoder wants too much memory');
    return grow(pages);
  };
}
