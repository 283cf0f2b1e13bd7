import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import { baseOf, headerOf, keyRequired, type Context } from './context.ts';
import { AnsweredError, modelError, plainError } from './errors.ts';
import type { UploadedFile } from './file-store.ts';
import { resultFile } from './result.ts';
import { isAvailable } from './result-files.ts';
import { schemaErrors } from './validation.ts';

interface FileAddress {
  Params: { id: string; name: string; part: string };
}

interface Upload extends FileAddress {
  /** Absent when no bytes were sent. */
  Body: Readable | undefined;
}

const Initiate = v.object({ content_type: v.string(), file_name: v.string() });
export const Complete = v.object({ parts: v.array(v.object({ partNumber: v.number(), etag: v.string() })) });

/** rest.fal.ai/storage and the CDN: uploads, whole and in parts, and downloads. */
export function storageRoutes(server: FastifyInstance, context: Context): void {
  const { files } = context;

  for (const [path, upload] of [
    ['/storage/upload/initiate', '/storage/upload/put'],
    ['/storage/upload/initiate-multipart', '/storage/upload/multipart'],
  ] as const) {
    server.post(path, { config: { operation: 'initiate' }, preHandler: keyRequired(context) }, async (request) => {
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

  server.post<FileAddress>(
    '/storage/upload/multipart/:id/complete',
    { config: { operation: 'complete' } },
    async (request) => {
      const { parts } = parsed(Complete, request.body);
      const file = await begunUpload(context, request);
      await files.join(
        file,
        parts.map(({ partNumber }) => partNumber),
      );
      return {};
    },
  );

  server.get<FileAddress>('/files/:id/:name', { config: { operation: 'files' } }, async (request, reply) => {
    const file = await files.find(request.params.id);
    if (file?.size === undefined) throw new AnsweredError(plainError(404, 'File not found'));
    return reply
      .type(file.content_type)
      .header('content-length', file.size)
      .send(createReadStream(files.path(file.id)));
  });

  server.get<FileAddress>('/files/results/:id/:name', { config: { operation: 'files' } }, async (request, reply) => {
    const submission = context.state.find(request.params.id);
    const available = submission && isAvailable(submission, Date.now());
    const file = available ? await resultFile(submission, request.params.name) : undefined;
    if (!submission || !file) throw new AnsweredError(plainError(404, 'File not found'));
    const { fileMs } = submission.settings;
    void reply.type(file.contentType).header('content-length', file.bytes.length);
    return reply.send(fileMs === 0 ? file.bytes : Readable.from(trickle(file.bytes, fileMs)));
  });
}

const DRIPS = 20;

async function* trickle(bytes: Buffer, ms: number): AsyncGenerator<Buffer> {
  const size = Math.max(1, Math.ceil(bytes.length / DRIPS));
  for (let at = 0; at < bytes.length; at += size) {
    await sleep(ms / DRIPS, undefined, { ref: false });
    yield bytes.subarray(at, at + size);
  }
}

/** Uploads of bytes, of any type. Register them where bodies stay streams. */
export function uploadRoutes(server: FastifyInstance, context: Context): void {
  const { files } = context;

  const uploads = { config: { operation: 'upload' } } as const;

  server.put<Upload>('/storage/upload/put/:id', uploads, async (request, reply) => {
    await files.write(await begunUpload(context, request), request.body ?? Readable.from([]));
    return reply.send();
  });

  server.put<Upload>('/storage/upload/multipart/:id/:part', uploads, async (request) => {
    const partNumber = Number(request.params.part);
    const etag = await files.writePart(
      await begunUpload(context, request),
      partNumber,
      request.body ?? Readable.from([]),
    );
    return { partNumber, etag };
  });
}

/** The file whose upload has begun. */
export async function begunUpload({ files }: Context, { params }: { params: { id: string } }): Promise<UploadedFile> {
  const file = await files.find(params.id);
  if (!file) throw new AnsweredError(plainError(404, 'Upload not found'));
  return file;
}

export function parsed<Schema extends v.GenericSchema>(schema: Schema, body: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body);
  if (!result.success) throw new AnsweredError(modelError(422, schemaErrors(schema, body)));
  return result.output;
}
