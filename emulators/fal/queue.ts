import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { baseOf, keyRequired, type Context } from './context.ts';
import { AnsweredError, plainError, unknownRequest } from './errors.ts';
import type { Operation } from './faults.ts';
import { logsOf } from './logs.ts';
import { MODELS } from './models.ts';
import { progressOf, type RunFailure } from './progress.ts';
import type { SubmittedRequest } from './state.ts';
import { accept } from './submit.ts';

interface Address {
  Params: { owner: string; app: string; id: string };
  Querystring: { logs?: string };
}

/** queue.fal.run: submit, status, result, cancel. */
export function queueRoutes(server: FastifyInstance, context: Context): void {
  const preHandler = keyRequired(context);
  const options = (operation: Operation) => ({ preHandler, config: { operation } });

  for (const path of ['/:owner/:app', '/:owner/:app/*']) {
    server.post<{ Querystring: { fal_webhook?: string } }>(path, options('submit'), async (request, reply) => {
      const [pathname = ''] = request.url.split('?');
      const submission = await accept(context, pathname.replace(/^\/+|\/+$/g, ''), request);
      tellId(reply, submission);
      return {
        status: 'IN_QUEUE',
        ...links(request, submission),
        queue_position: submission.settings.queueMs === 0 ? 0 : submission.settings.queuePosition,
      };
    });
  }

  server.get<Address>('/:owner/:app/requests/:id/status', options('status'), async (request, reply) => {
    const submission = known(context, request);
    const { status, ...body } = statusOf(submission, wantsLogs(request.query.logs));
    tellId(reply, submission).code(status === 'COMPLETED' ? 200 : 202);
    return { status, ...links(request, submission), ...body };
  });

  for (const path of ['/:owner/:app/requests/:id', '/:owner/:app/requests/:id/response']) {
    server.get<Address>(path, options('result'), async (request, reply) => {
      const submission = known(context, request);
      tellId(reply, submission);
      const progress = progressOf(submission, Date.now());
      if (progress.phase !== 'COMPLETED') {
        throw new AnsweredError(plainError(400, 'Request is still in progress', links(request, submission)));
      }
      const { retentionMs } = submission.settings;
      const expired = retentionMs !== null && Date.now() >= progress.endedAt + retentionMs;
      if (expired || submission.payloads_deleted_at !== undefined) throw new AnsweredError(unknownRequest());
      if (progress.failure) throw new AnsweredError(progress.failure.answer);
      return MODELS[submission.endpoint]?.result(submission, baseOf(request));
    });
  }

  server.put<Address>('/:owner/:app/requests/:id/cancel', options('cancel'), async (request, reply) => {
    const submission = find(context, request.params);
    if (!submission) throw new AnsweredError(unknownRequest());
    tellId(reply, submission);
    const now = Date.now();
    if (progressOf(submission, now).phase === 'COMPLETED') {
      return reply.code(400).send({ status: 'ALREADY_COMPLETED' });
    }
    if (submission.cancelled_at === undefined) {
      const cancelled = await context.state.update(submission.request_id, { cancelled_at: now });
      if (cancelled) context.webhooks.schedule(cancelled);
      context.log('cancellation requested', { requestId: submission.request_id });
    }
    return reply.code(202).send({ status: 'CANCELLATION_REQUESTED' });
  });
}

/** The status body without the links. */
function statusOf(submission: SubmittedRequest, withLogs: boolean) {
  const progress = progressOf(submission, Date.now());
  const logs = withLogs ? logsOf(submission, progress) : [];
  if (progress.phase === 'IN_QUEUE') return { status: progress.phase, queue_position: progress.position };
  if (progress.phase === 'IN_PROGRESS') return { status: progress.phase, logs };
  const { startedAt, endedAt, failure } = progress;
  const inference_time = startedAt === undefined ? null : (endedAt - startedAt) / 1000;
  return { status: progress.phase, logs, metrics: { inference_time }, ...errorOf(submission, failure) };
}

// The status contains typed infrastructure errors; of a model's own error it only says that there was one.
function errorOf(
  { settings }: SubmittedRequest,
  failure: RunFailure | undefined,
): { error?: string; error_type?: unknown } {
  if (!failure || (!settings.statusErrors && !failure.cancelled)) return {};
  const { status, body } = failure.answer;
  if (typeof body['detail'] !== 'string') return { error: `Invalid status code: ${status}` };
  return { error: body['detail'], ...(body['error_type'] === undefined ? {} : { error_type: body['error_type'] }) };
}

function known(context: Context, { params }: FastifyRequest<Address>): SubmittedRequest {
  const submission = find(context, params);
  if (!submission) throw new AnsweredError(unknownRequest());
  return submission;
}

function find({ state }: Context, { owner, app, id }: Address['Params']): SubmittedRequest | undefined {
  const submission = state.find(id);
  return submission && appOf(submission) === `${owner}/${app}` ? submission : undefined;
}

// Status, result and cancel live under owner/app, whatever path the endpoint has below them.
function appOf({ endpoint }: SubmittedRequest): string {
  return endpoint.split('/').slice(0, 2).join('/');
}

function links(request: FastifyRequest, submission: SubmittedRequest) {
  const response_url = `${baseOf(request)}/${appOf(submission)}/requests/${submission.request_id}`;
  return {
    request_id: submission.request_id,
    response_url,
    status_url: `${response_url}/status`,
    cancel_url: `${response_url}/cancel`,
  };
}

function tellId(reply: FastifyReply, { request_id }: SubmittedRequest): FastifyReply {
  return reply.header('x-fal-request-id', request_id);
}

function wantsLogs(logs: string | undefined): boolean {
  return logs === '1' || logs === 'true';
}
