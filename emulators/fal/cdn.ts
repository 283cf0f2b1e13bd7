import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { baseOf, headerOf, keyRequired, type Context } from './context.ts';
import { AnsweredError, plainError } from './errors.ts';
import type { UploadedFile } from './file-store.ts';
import { begunUpload, Complete, parsed } from './storage.ts';

interface Upload {
  Params: { id: string; name: string; part: string };
  /** Absent when no bytes were sent. */
  Body: Readable | undefined;
}

/** ms; FAL does not document it. */
const TOKEN_LIFE_MS = 3_600_000;

/** Tokens for uploads to the CDN, each with its expiry, ms since the epoch. A restart forgets them. */
export class UploadTokens {
  readonly #ends = new Map<string, number>();

  give(): { token: string; expires_at: string } {
    const [token, end] = [randomUUID(), Date.now() + TOKEN_LIFE_MS];
    this.#ends.set(token, end);
    // Python parses `Z` only from 3.11 on, but FAL's client supports 3.8.
    return { token, expires_at: new Date(end).toISOString().replace('Z', '+00:00') };
  }

  /** A hook for the routes that need one. */
  readonly required = async ({ headers }: FastifyRequest): Promise<void> => {
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    if ((this.#ends.get(token) ?? 0) <= Date.now())
      throw new AnsweredError(plainError(401, 'Invalid or expired token'));
  };
}

/** v3.fal.media, as FAL's client for Python uses it: a token for the key, then uploads in parts. */
export function cdnRoutes(server: FastifyInstance, context: Context, tokens: UploadTokens): void {
  const byKey = { config: { operation: 'initiate' }, preHandler: keyRequired(context) } as const;
  server.post('/storage/auth/token', byKey, async (request) => ({
    ...tokens.give(),
    token_type: 'Bearer',
    base_url: baseOf(request),
  }));

  const begins = { config: { operation: 'initiate' }, preHandler: tokens.required } as const;
  server.post('/files/upload/multipart', begins, async (request) => {
    const file = await begin(context, request);
    return { access_url: addressOf(request, file), uploadId: file.id };
  });

  const completes = { config: { operation: 'complete' }, preHandler: tokens.required } as const;
  server.post<Upload>('/files/:id/:name/multipart/:upload/complete', completes, async (request) => {
    const { parts } = parsed(Complete, request.body);
    const numbers = parts.map(({ partNumber }) => partNumber);
    // The client lists parts in the order of their completion.
    await context.files.join(
      await begunUpload(context, request),
      numbers.toSorted((a, b) => a - b),
    );
    return {};
  });
}

/** Uploads of bytes, whole or in parts, of any type. Register them where bodies stay streams. */
export function cdnUploadRoutes(server: FastifyInstance, context: Context, tokens: UploadTokens): void {
  const { files } = context;
  const uploads = { config: { operation: 'upload' }, preHandler: tokens.required } as const;

  server.post<Upload>('/files/upload', uploads, async (request) => {
    const file = await begin(context, request);
    await files.write(file, request.body ?? Readable.from([]));
    return { access_url: addressOf(request, file) };
  });

  server.put<Upload>('/files/:id/:name/multipart/:upload/:part', uploads, async (request, reply) => {
    const part = Number(request.params.part);
    const etag = await files.writePart(await begunUpload(context, request), part, request.body ?? Readable.from([]));
    return reply.header('etag', etag).send();
  });
}

function begin({ files }: Context, request: FastifyRequest): Promise<UploadedFile> {
  const lifecycle = headerOf(request, 'x-fal-object-lifecycle');
  return files.begin({
    fileName: (headerOf(request, 'x-fal-file-name') ?? 'upload.bin').replaceAll(/[^\w.-]+/g, '_'),
    contentType: request.headers['content-type'] ?? 'application/octet-stream',
    ...(lifecycle === undefined ? {} : { lifecycle }),
  });
}

function addressOf(request: FastifyRequest, file: UploadedFile): string {
  return `${baseOf(request)}/files/${file.id}/${encodeURIComponent(file.file_name)}`;
}
