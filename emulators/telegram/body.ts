import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Upload } from './files.ts';
import { isRecord } from './params.ts';

/** Bytes. Above any limit of the Bot API, so that users can send files that bots cannot fetch. */
const BODY_BYTES = 200 * 1024 * 1024;

export interface Parsed {
  values: Record<string, unknown>;
  /** by field name; the later of two wins */
  uploads: Map<string, Upload>;
  /** in the order of the body */
  files: Upload[];
}

/** Registers parsers for the three encodings of the Bot API (Making requests). */
export async function acceptBodies(app: FastifyInstance): Promise<void> {
  await app.register(multipart, { limits: { fileSize: BODY_BYTES, fieldSize: 1 << 20, parts: 1000, files: 500 } });
  app.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: BODY_BYTES }, (_request, body, done) => {
    try {
      done(null, body === '' ? {} : JSON.parse(String(body)));
    } catch {
      done(Object.assign(new Error("can't parse JSON object"), { statusCode: 400 }));
    }
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_BYTES }, (_request, _body, done) => {
    done(null, {});
  });
}

/** Everything in the query string and in the body; the body wins. */
export async function readBody(request: FastifyRequest): Promise<Parsed> {
  const parsed: Parsed = { values: {}, uploads: new Map(), files: [] };
  if (isRecord(request.query)) Object.assign(parsed.values, request.query);
  if (!request.isMultipart()) {
    if (isRecord(request.body)) Object.assign(parsed.values, request.body);
    return parsed;
  }
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      parsed.values[part.fieldname] = part.value;
      continue;
    }
    const upload = { name: part.filename ?? part.fieldname, bytes: await part.toBuffer(), mime: part.mimetype };
    parsed.uploads.set(part.fieldname, upload);
    parsed.files.push(upload);
  }
  return parsed;
}
