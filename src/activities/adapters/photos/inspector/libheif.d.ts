/** The used part of libheif's C interface, compiled to WebAssembly without types. Source: github.com/strukturag/libheif, libheif/api. */
declare module 'libheif-js/libheif-wasm/libheif-bundle.mjs' {
  type Address = number;

  /** One instance with its own memory. A `heif_error` is written to `error`: its code is the first 32 bits. */
  export interface Libheif {
    /** A view of the memory; a new one whenever it has grown. */
    readonly HEAPU8: Uint8Array<ArrayBuffer>;
    readonly HEAPU32: Uint32Array<ArrayBuffer>;
    _malloc(bytes: number): Address;
    _heif_context_alloc(): Address;
    _heif_context_read_from_memory_without_copy(
      error: Address,
      context: Address,
      file: Address,
      bytes: number,
      options: 0,
    ): void;
    /** The limit is the square of it, in pixels. */
    _heif_context_set_maximum_image_size_limit(context: Address, side: number): void;
    _heif_context_get_primary_image_handle(error: Address, context: Address, handle: Address): void;
    /** As shown: turned and cropped. */
    _heif_image_handle_get_width(handle: Address): number;
    _heif_image_handle_get_height(handle: Address): number;
    /** As coded, without the padding of its last blocks. */
    _heif_image_handle_get_ispe_width(handle: Address): number;
    _heif_image_handle_get_ispe_height(handle: Address): number;
    /**
     * @param transformed 0: as coded
     * @param tiling gets, 32 bits each: version, columns, rows, a tile's width and height, the picture's, and more
     */
    _heif_image_handle_get_image_tiling(error: Address, handle: Address, transformed: 0, tiling: Address): void;
    _heif_image_handle_get_luma_bits_per_pixel(handle: Address): number;
    _heif_image_handle_has_alpha_channel(handle: Address): number;
    /** 0 without an ICC profile. */
    _heif_image_handle_get_raw_color_profile_size(handle: Address): number;
    _heif_image_handle_get_raw_color_profile(error: Address, handle: Address, profile: Address): void;
    /** @param profile gets its address, of which the second 32 bits are the primaries' number; an error without one */
    _heif_image_handle_get_nclx_color_profile(error: Address, handle: Address, profile: Address): void;
    /** Its 22nd byte is 1 to refuse damaged files, instead of showing them as far as they go. */
    _heif_decoding_options_alloc(): Address;
    _heif_decode_image(
      error: Address,
      handle: Address,
      image: Address,
      colourSpace: number,
      chroma: number,
      options: Address,
    ): void;
    _heif_image_get_width(image: Address, channel: number): number;
    _heif_image_get_height(image: Address, channel: number): number;
    /** @param stride gets the bytes from row to row */
    _heif_image_get_plane_readonly(image: Address, channel: number, stride: Address): Address;
  }

  export default function libheif(options: {
    /** Must give `receive` an instance, and return what that returns. */
    instantiateWasm(
      this: { readonly wasmBinary: BufferSource },
      imports: object,
      receive: (instance: WebAssembly.Instance) => object,
    ): object;
    print(line: string): void;
    printErr(line: string): void;
  }): Libheif;
}

/** The used part of WebAssembly: its types come only with those of browsers. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: BufferSource);
    readonly [Symbol.toStringTag]: 'WebAssembly.Module';
  }
  class Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Instance {
    constructor(module: Module, imports: object);
    readonly exports: object;
  }
}
