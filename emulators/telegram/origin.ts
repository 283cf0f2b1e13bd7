import type { FastifyInstance } from 'fastify';
import { ControlError } from './errors.ts';

/**
 * The users' side and the page are only for the developer at this machine. Another site in the same browser may neither
 * read them under its own name (DNS rebinding) nor send requests to them.
 */
export function keepToThisMachine(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ url, headers, host, hostname }) => {
    if (/^\/(file\/)?bot/.test(url)) return;
    if (!isLoopback(hostname)) throw new ControlError(403, `the emulator is not served under the name ${hostname}`);
    const { origin } = headers;
    if (origin !== undefined && origin !== `http://${host}`) {
      throw new ControlError(403, `requests from ${origin} are not taken`);
    }
  });
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
