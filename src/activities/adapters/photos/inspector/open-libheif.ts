import libheif, { type Libheif } from 'libheif-js/libheif-wasm/libheif-bundle.mjs';

/** Bytes of a page of WebAssembly memory. */
const PAGE = 65_536;

/** Compiled once for a thread: it takes longer than a small picture. */
let compiled: WebAssembly.Module | undefined;

/** A decoder whose memory is limited once the file's header is known. */
export interface BoundedLibheif {
  readonly heif: Libheif;
  /** @param bytes the memory never grows beyond this, whatever a file asks for: the decoder fails then */
  readonly limitMemory: (bytes: number) => void;
}

/** A new instance for each file, so that damage to the decoder's memory ends with it. */
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
    // Its output contains what strangers wrote into files: keep it out of the log.
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
