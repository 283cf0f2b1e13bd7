import * as v from 'valibot';
import { errorDetail, modelError, type ErrorAnswer, type ErrorDetail } from './errors.ts';

interface Documented {
  status: number;
  msg: string;
  ctx?: Record<string, unknown>;
  /** The detail is about a file of the input, not about the input as a whole. */
  aboutFile?: true;
}

const IMAGES = ['.jpg', '.jpeg', '.png', '.webp'];

/** The model's error types of FAL's «Model Errors» page that a trainer or an image model can answer, with the page's status, words and `ctx`. */
const TYPES = {
  internal_server_error: { status: 500, msg: 'Internal server error' },
  generation_timeout: { status: 504, msg: 'Generation timeout' },
  downstream_service_error: { status: 400, msg: 'Downstream service error' },
  downstream_service_unavailable: { status: 500, msg: 'Downstream service unavailable' },
  content_policy_violation: {
    status: 422,
    msg: 'The content could not be processed because it contained material flagged by a content checker.',
    aboutFile: true,
  },
  no_media_generated: { status: 422, msg: 'The model did not generate the expected output for this prompt.' },
  image_too_small: {
    status: 422,
    msg: 'Image too small',
    ctx: { min_height: 512, min_width: 512 },
    aboutFile: true,
  },
  image_too_large: {
    status: 422,
    msg: 'Image too large',
    ctx: { max_height: 1024, max_width: 1024 },
    aboutFile: true,
  },
  image_load_error: { status: 422, msg: 'Image load error', aboutFile: true },
  file_download_error: { status: 422, msg: 'File download error', aboutFile: true },
  face_detection_error: { status: 422, msg: 'Could not detect face in the image', aboutFile: true },
  file_too_large: { status: 422, msg: 'File too large', ctx: { max_size: 10_485_760 }, aboutFile: true },
  feature_not_supported: { status: 422, msg: 'Feature not supported' },
  invalid_archive: {
    status: 422,
    msg: "Could not read or process the provided archive. Ensure it's a valid, non-corrupted archive.",
    ctx: { supported_extensions: ['.zip'] },
    aboutFile: true,
  },
  archive_file_count_below_minimum: {
    status: 422,
    msg: 'Too few files in the archive. Expected at least 10 files with extensions .jpg, .png, found 8. Add more matching files to the archive.',
    ctx: { min_count: 10, provided_count: 8, supported_extensions: IMAGES },
    aboutFile: true,
  },
  archive_file_count_exceeds_maximum: {
    status: 422,
    msg: 'Too many files in the archive. Maximum is 100 files with extensions .jpg, .png, found 150. Remove 50 matching files from the archive.',
    ctx: { max_count: 100, provided_count: 150, supported_extensions: IMAGES },
    aboutFile: true,
  },
  unsupported_image_format: {
    status: 422,
    msg: 'Unsupported image format. Supported formats are .jpg, .jpeg, .png, .webp.',
    ctx: { supported_formats: IMAGES },
    aboutFile: true,
  },
} satisfies Record<string, Documented>;

export type ErrorType = keyof typeof TYPES;
export const ErrorTypeSchema = v.picklist(Object.keys(TYPES) as [ErrorType, ...ErrorType[]]);

/**
 * How a detail names the faulty pictures of the archive. FAL documents no way (`none`); the others are guesses: in the message, as a
 * further part of `loc`, in `ctx`, or as the `input`.
 */
export const NamingSchema = v.picklist(['none', 'msg', 'loc', 'ctx', 'input']);
export type Naming = v.InferOutput<typeof NamingSchema>;

/** Where the archive came from: the field of the input, and its address as errors show it. */
export interface ArchiveSource {
  field: string;
  url: string;
}

/** The documented detail of a type: about the input as a whole, about the archive, or one for each named picture in it. */
export function documentedDetails(
  type: ErrorType,
  about: { source?: ArchiveSource; images?: readonly string[]; naming: Naming },
): ErrorDetail[] {
  const { msg, ctx, aboutFile }: Documented = TYPES[type];
  const { source, images = [], naming } = about;
  if (!source || !aboutFile) return [errorDetail(type, msg, [], ctx ? { ctx } : {})];
  const { field, url } = source;
  if (images.length === 0 || naming === 'none') {
    return [errorDetail(type, msg, [field], { input: url, ...(ctx ? { ctx } : {}) })];
  }
  return images.map((name) =>
    errorDetail(type, naming === 'msg' ? `${msg}: ${name}` : msg, naming === 'loc' ? [field, name] : [field], {
      input: naming === 'input' ? name : url,
      ...(naming === 'ctx' ? { ctx: { ...ctx, file_name: name } } : ctx ? { ctx } : {}),
    }),
  );
}

/** A whole answer of a type, with its documented status. */
export function documentedError(
  type: ErrorType,
  about: Parameters<typeof documentedDetails>[1],
  retryable?: boolean,
): ErrorAnswer {
  return modelError(TYPES[type].status, documentedDetails(type, about), retryable);
}
