import { photosNamedIn } from '../../../domain/training/archive-names.ts';
import type { FailureReason } from '../../../domain/training/training.ts';
import type { Fault } from '../../ports/trainer.ts';
import type { FalError } from './answer.ts';

/**
 * What FAL says of a failure, and what that is for us: the one table, for submission, status and result alike.
 *
 * A model's own errors, by `detail[].type`. Source: fal.ai/docs, «Model Errors». What is not here (missing, one_of,
 * less_than, feature_not_supported …) is a fault of the input that we made: `trainer_rejected`, or, in a 5xx, a failed run.
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
 * Errors of FAL's infrastructure, by `error_type` or the header X-Fal-Error-Type. Source: fal.ai/docs, «Request Error Types».
 * `trainer_overloaded` are those after which surely no runner ever had the request: nothing was trained or paid.
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
 * Errors that have no type, by HTTP status. A locked account (no money left, or FAL's own doing) answers every paid call and
 * every upload with 403 and «User is locked. Reason: …»; its status and result calls go on working. Source: github.com/fal-ai/fal,
 * issues 1147, 1163 and 1168. A key that is wrong or revoked is 401.
 */
const statusErrors: Readonly<Record<number, FailureReason>> = {
  401: 'trainer_account',
  402: 'trainer_account',
  403: 'trainer_account',
  408: 'trainer_overloaded',
  429: 'trainer_overloaded',
};

/** What of the failures of one answer is told: the first that says most. */
const byWeight: readonly FailureReason[] = [
  'trainer_account',
  'content_policy',
  'photos_rejected',
  'archive_rejected',
  'trainer_rejected',
];

/** What an error of FAL's is for us, with the photos that it names by their files in the archive, as no documentation promises. */
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
