import { photosNamedIn } from '../../../domain/training/archive-names.ts';
import type { FailureReason } from '../../../domain/training/training.ts';
import type { Fault } from '../../ports/trainer.ts';
import type { FalError } from './answer.ts';

/**
 * Maps FAL's errors to failure reasons: the one table, for submission, status and result. A model's own errors, by
 * `detail[].type`. Source: fal.ai/docs, «Model Errors». A type that is missing here (missing, one_of, less_than,
 * feature_not_supported …) means that our input is wrong: `trainer_rejected`, or with a 5xx a failed run.
 */
export const modelErrors: Readonly<Record<string, FailureReason>> = {
  content_policy_violation: 'content_policy',
  face_detection_error: 'photos_rejected',
  image_load_error: 'photos_rejected',
  image_too_small: 'photos_rejected',
  image_too_large: 'photos_rejected',
  unsupported_image_format: 'photos_rejected',
  archive_file_count_below_minimum: 'photos_rejected',
  archive_file_count_exceeds_maximum: 'photos_rejected',
  invalid_archive: 'archive_rejected',
  file_download_error: 'archive_rejected',
  file_too_large: 'archive_rejected',
  invalid_api_key: 'trainer_account',
  internal_server_error: 'trainer_failed',
  generation_timeout: 'trainer_failed',
  no_media_generated: 'trainer_failed',
  downstream_service_error: 'trainer_failed',
  downstream_service_unavailable: 'trainer_failed',
};

/**
 * Errors of FAL's infrastructure, by `error_type` or the header X-Fal-Error-Type. Source: fal.ai/docs, «Request Error
 * Types». With `trainer_overloaded` surely no runner got the request: nothing was trained or paid.
 */
export const requestErrors: Readonly<Record<string, FailureReason>> = {
  runner_scheduling_failure: 'trainer_overloaded',
  runner_connection_refused: 'trainer_overloaded',
  runner_connection_timeout: 'trainer_overloaded',
  startup_timeout: 'trainer_overloaded',
  request_timeout: 'trainer_failed',
  runner_disconnected: 'trainer_failed',
  runner_connection_error: 'trainer_failed',
  runner_incomplete_response: 'trainer_failed',
  runner_server_error: 'trainer_failed',
  internal_error: 'trainer_failed',
  client_disconnected: 'trainer_failed',
  client_cancelled: 'trainer_failed',
  bad_request: 'trainer_rejected',
};

/**
 * Errors without a type, by HTTP status. A locked account (no money left, or FAL's own decision) answers every paid
 * call and every upload with 403 and «User is locked. Reason: …», while status and result calls still work. Source:
 * github.com/fal-ai/fal, issues 1147, 1163 and 1168. A wrong or revoked key is 401.
 */
const statusErrors: Readonly<Record<number, FailureReason>> = {
  401: 'trainer_account',
  402: 'trainer_account',
  403: 'trainer_account',
  408: 'trainer_overloaded',
  429: 'trainer_overloaded',
};

/** Where an answer has several failures, the first of these is reported. */
const byWeight: readonly FailureReason[] = [
  'trainer_account',
  'content_policy',
  'photos_rejected',
  'archive_rejected',
  'trainer_rejected',
];

/** The failure reason of an error, with the photos that it names by their archive file names. FAL does not document those names. */
export function faultOf({ details, errorType, status = 500 }: Omit<FalError, 'message'>): Fault {
  const otherwise = statusErrors[status] ?? (status < 500 ? 'trainer_rejected' : 'trainer_failed');
  const told = details.map(({ type }) => modelErrors[type] ?? otherwise);
  const reason =
    byWeight.find((heavy) => told.includes(heavy)) ??
    told[0] ??
    (errorType === undefined ? otherwise : (requestErrors[errorType] ?? otherwise));
  const blamed = details.filter(({ type }) => (modelErrors[type] ?? otherwise) === reason);
  const photos = photosNamedIn(blamed.map(({ words }) => words).join(' '));
  return { reason, ...(photos.length > 0 && { photos }) };
}
