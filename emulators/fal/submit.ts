import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { inspectArchive, type ArchiveReport } from './archive.ts';
import { headerOf, type Context } from './context.ts';
import { documentedDetails, type ArchiveSource } from './error-types.ts';
import { AnsweredError, modelError, plainError, type ErrorDetail } from './errors.ts';
import { MODELS, type Model } from './models.ts';
import { referenceErrors } from './references.ts';
import type { SubmittedRequest } from './state.ts';
import { schemaErrors, unknownFields } from './validation.ts';

type SubmitRequest = FastifyRequest<{ Querystring: { fal_webhook?: string } }>;

/** Checks and stores a request; resolves once it is safely on disk. Throws AnsweredError when it is not accepted at all. */
export async function accept(context: Context, endpoint: string, request: SubmitRequest): Promise<SubmittedRequest> {
  const model = Object.hasOwn(MODELS, endpoint) ? MODELS[endpoint] : undefined;
  if (!model) throw new AnsweredError(plainError(404, `Application '${endpoint}' not found`));

  const { settings } = context.state;
  const errors = schemaErrors(model.schema, request.body);
  if (errors.length > 0 && settings.schemaErrors === 'submit') throw new AnsweredError(modelError(422, errors));
  const input = isObject(request.body) ? request.body : {};
  const source = sourceOf(model, input);
  const archive =
    errors.length === 0 && source ? await checkArchive(context, source, String(input[source.field])) : undefined;
  const foreign = errors.length === 0 && settings.checkModels ? await referenceErrors(context, input) : [];
  const rejection = [...errors, ...(archive?.errors ?? []), ...foreign];

  const submission: SubmittedRequest = {
    request_id: randomUUID(),
    endpoint,
    kind: model.kind,
    input: redact(model, input),
    unknown_fields: unknownFields(model.schema, input),
    accepted_at: Date.now(),
    settings,
    ...(source ? { archive_source: source } : {}),
    ...(archive?.report ? { archive: archive.report } : {}),
    ...(rejection.length > 0 ? { rejection } : {}),
    ...wishesOf(request),
  };
  await context.state.add(submission);
  report(context, model, submission);
  context.webhooks.schedule(submission);
  return submission;
}

/** Where the archive is, if the model takes one; a data: address is cut short. */
function sourceOf({ archiveField: field }: Model, input: Record<string, unknown>): ArchiveSource | undefined {
  const address = field === undefined ? undefined : input[field];
  if (field === undefined || typeof address !== 'string') return undefined;
  return { field, url: address.startsWith('data:') ? `${address.slice(0, 40)}…` : address };
}

async function checkArchive(
  { downloader, state }: Context,
  source: ArchiveSource,
  address: string,
): Promise<{ report?: ArchiveReport; errors: ErrorDetail[] }> {
  const { minImages, namesImages: naming } = state.settings;
  const download = await downloader.get(address);
  if (!download) return { errors: documentedDetails('file_download_error', { source, naming }) };
  const { path, bytes, expires_at } = download;
  try {
    const { report: found, errors } = await inspectArchive(path, { ...source, minImages, bytes, naming });
    return { report: expires_at === undefined ? found : { ...found, expires_at }, errors };
  } finally {
    await download.release();
  }
}

function wishesOf(request: SubmitRequest): Partial<SubmittedRequest> {
  const { fal_webhook: webhook } = request.query;
  const timeout = Number(headerOf(request, 'x-fal-request-timeout'));
  const lifecycle = headerOf(request, 'x-fal-object-lifecycle-preference');
  return {
    ...(webhook ? { webhook_url: webhook } : {}),
    ...(timeout > 0 ? { start_timeout_ms: timeout * 1000 } : {}),
    ...(lifecycle === undefined ? {} : { lifecycle }),
    ...(headerOf(request, 'x-fal-store-io') === '0' ? { no_payloads: true } : {}),
  };
}

function report({ log }: Context, model: Model, submission: SubmittedRequest): void {
  const { request_id: requestId, endpoint, archive, unknown_fields, rejection } = submission;
  if (model.kind === 'training') {
    log('training accepted', { requestId, endpoint, images: archive?.images });
  } else {
    log('pictures accepted', { requestId, endpoint });
  }
  if (unknown_fields.length > 0) log('fields that the model ignores', { requestId, fields: unknown_fields });
  if (rejection) log('the model will refuse this input', { requestId, types: rejection.map(({ type }) => type) });
  if (archive && archive.images < (model.advisedImages ?? 0)) {
    log('fewer images than advised', { requestId, images: archive.images, advised: model.advisedImages });
  }
}

/** Without the photos' address, which gives anybody access to them. */
function redact({ archiveField }: Model, input: Record<string, unknown>): Record<string, unknown> {
  if (archiveField === undefined || typeof input[archiveField] !== 'string') return input;
  return { ...input, [archiveField]: '[redacted]' };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
