import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import { baseOf, headerOf, requireKey, type Context } from './context.ts';
import { FalError, modelError, plainError } from './errors.ts';
import type { StoredFile } from './file-store.ts';
import { progressOf } from './progress.ts';
import { resultFile } from './result.ts';
import { schemaErrors } from './validation.ts';

interface FileAddress {
  Params: { id: string; name: string; part: string };
}

interface Upload extends FileAddress {
  /** Absent when no bytes were sent. */
  Body: Readable | undefined;
}

const Initiate = v.object({ content_type: v.string(), file_name: v.string() });
const Complete = v.object({ parts: v.array(v.object({ partNumber: v.number(), etag: v.string() })) });
const uploads = { config: { operation: 'storage' } } as const;

/** rest.fal.ai/storage and the CDN: uploads, whole and in parts, and downloads. */
export function storageRoutes(server: FastifyInstance, context: Context): void {
  const { files } = context;

  for (const [path, upload] of [
    ['/storage/upload/initiate', '/storage/upload/put'],
    ['/storage/upload/initiate-multipart', '/storage/upload/multipart'],
  ] as const) {
    server.post(path, { ...uploads, preHandler: requireKey }, async (request) => {
      const { content_type: contentType, file_name } = parsed(Initiate, request.body);
      const lifecycle = headerOf(request, 'x-fal-object-lifecycle');
      const fileName = file_name.replaceAll(/[^\w.-]+/g, '_');
      const file = await files.begin({ fileName, contentType, ...(lifecycle === undefined ? {} : { lifecycle }) });
      const base = baseOf(request);
      return {
        upload_url: `${base}${upload}/${file.id}`,
        file_url: `${base}/files/${file.id}/${encodeURIComponent(file.file_name)}`,
      };
    });
  }

  server.post<FileAddress>('/storage/upload/multipart/:id/complete', uploads, async (request) => {
    const { parts } = parsed(Complete, request.body);
    const file = await begun(context, request);
    await files.join(
      file,
      parts.map(({ partNumber }) => partNumber),
    );
    return {};
  });

  server.get<FileAddress>('/files/:id/:name', { config: { operation: 'files' } }, async (request, reply) => {
    const file = await files.find(request.params.id);
    if (file?.size === undefined) throw new FalError(plainError(404, 'File not found'));
    return reply
      .type(file.content_type)
      .header('content-length', file.size)
      .send(createReadStream(files.path(file.id)));
  });

  server.get<FileAddress>('/files/results/:id/:name', { config: { operation: 'files' } }, async (request, reply) => {
    const submission = context.state.find(request.params.id);
    const progress = submission && progressOf(submission, Date.now());
    const done = progress?.phase === 'COMPLETED' && !progress.failure;
    const file = submission && done ? await resultFile(submission, request.params.name) : undefined;
    if (!file) throw new FalError(plainError(404, 'File not found'));
    return reply.type(file.contentType).send(file.bytes);
  });
}

/** The PUT of the bytes, whatever their type: to be registered where bodies are left as streams. */
export function uploadRoutes(server: FastifyInstance, context: Context): void {
  const { files } = context;

  server.put<Upload>('/storage/upload/put/:id', uploads, async (request, reply) => {
    await files.write(await begun(context, request), request.body ?? Readable.from([]));
    return reply.send();
  });

  server.put<Upload>('/storage/upload/multipart/:id/:part', uploads, async (request) => {
    const partNumber = Number(request.params.part);
    const etag = await files.writePart(await begun(context, request), partNumber, request.body ?? Readable.from([]));
    return { partNumber, etag };
  });
}

async function begun({ files }: Context, { params }: { params: FileAddress['Params'] }): Promise<StoredFile> {
  const file = await files.find(params.id);
  if (!file) throw new FalError(plainError(404, 'Upload not found'));
  return file;
}

function parsed<Schema extends v.GenericSchema>(schema: Schema, body: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body);
  if (!result.success) throw new FalError(modelError(422, schemaErrors(schema, body)));
  return result.output;
}
