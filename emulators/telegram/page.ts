import { extname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pageFiles } from './page-files.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** No external content, nothing inline, and no framing by other pages. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The chat in the browser, at `/`. */
export function servePage(app: FastifyInstance): void {
  app.get<{ Params: { '*': string } }>('/*', async (request, reply) => {
    const name = request.params['*'] || 'index.html';
    if (name !== 'index.html' && !name.startsWith('assets/')) return reply.callNotFound();
    const file = (await pageFiles()).get(name);
    if (file === undefined) return reply.callNotFound();
    return await reply
      .type(TYPES[extname(name)] ?? 'application/octet-stream')
      .header('content-security-policy', POLICY)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', name === 'index.html' ? 'no-store' : 'max-age=31536000, immutable')
      .send(typeof file === 'string' ? file : Buffer.from(file));
  });
}
