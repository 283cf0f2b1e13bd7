/* oxlint-disable no-underscore-dangle -- C functions are exported so */
import type { Libheif } from 'libheif-js/libheif-wasm/libheif-bundle.mjs';
import { caller, HeifError } from './libheif-call.ts';
import { safeSharp } from './safe-sharp.ts';

/** Longest ICC profile that is read, bytes: phones write about 500. */
const LONGEST_PROFILE = 64 * 1024;
/** The primaries of Display P3. Source: ITU-T H.273, table 2. */
const DISPLAY_P3 = 12;

/** The ICC profile of a picture's colours; null: they are sRGB, or assumed to be. */
export async function profileOf(heif: Libheif, handle: number): Promise<Uint8Array | null> {
  return ownProfile(heif, handle) ?? (primariesOf(heif, handle) === DISPLAY_P3 ? displayP3() : null);
}

function ownProfile(heif: Libheif, handle: number): Uint8Array | null {
  const length = heif._heif_image_handle_get_raw_color_profile_size(handle);
  if (length === 0 || length > LONGEST_PROFILE) return null;
  const profile = heif._malloc(length);
  caller(heif)((error) => heif._heif_image_handle_get_raw_color_profile(error, handle, profile));
  return heif.HEAPU8.slice(profile, profile + length);
}

/** A picture's primaries by number, where it has no profile; null: not given. */
function primariesOf(heif: Libheif, handle: number): number | null {
  try {
    const nclx = caller(heif)((error, at) => heif._heif_image_handle_get_nclx_color_profile(error, handle, at));
    return heif.HEAPU32[nclx / 4 + 1] ?? null;
  } catch (error) {
    if (error instanceof HeifError) return null;
    throw error;
  }
}

let known: Promise<Uint8Array | null> | undefined;

/** libvips' own profile. */
function displayP3(): Promise<Uint8Array | null> {
  known ??= (async () => {
    const create = { width: 1, height: 1, channels: 3, background: '#000000' } as const;
    const picture = await safeSharp()({ create }).withIccProfile('p3').png().toBuffer();
    return (await safeSharp()(picture).metadata()).icc ?? null;
  })();
  return known;
}
