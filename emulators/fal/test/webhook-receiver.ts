import { createHash, createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

export interface WebhookCall {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A server on this machine that webhooks come to. `address` is how their sender reaches it. */
export interface Receiver {
  address: string;
  /** The oldest call not yet taken. */
  next(): Promise<WebhookCall>;
  close(): void;
}

export async function receiveWebhooks(at: { port: number; addressOf: (port: number) => string }): Promise<Receiver> {
  const calls: WebhookCall[] = [];
  const server = createServer((request, response) => {
    const take = async (): Promise<void> => {
      calls.push({ headers: request.headers, body: await text(request) });
      response.end();
      server.emit('called');
    };
    void take();
  }).listen(at.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    address: at.addressOf(address.port),
    next: async () => {
      while (calls.length === 0) await once(server, 'called');
      const [call] = calls.splice(0, 1);
      if (!call) throw new Error('no call');
      return call;
    },
    close: () => server.close(),
  };
}

/** Whether one of the keys (a JWKS) fits the signature: ED25519 over id, user, time and the body's SHA-256, line by line. */
export function isSigned({ headers, body }: WebhookCall, jwks: unknown): boolean {
  const words = [
    headers['x-fal-webhook-request-id'],
    headers['x-fal-webhook-user-id'],
    headers['x-fal-webhook-timestamp'],
    createHash('sha256').update(body).digest('hex'),
  ].join('\n');
  const signature = Buffer.from(String(headers['x-fal-webhook-signature']), 'hex');
  const { keys } = jwks as { keys: JsonWebKey[] };
  return keys.some(({ x = '' }) => {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return verify(null, Buffer.from(words), key, signature);
  });
}
