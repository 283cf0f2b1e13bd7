import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { sampled } from '../support/full.ts';
import { product } from '../support/product.ts';
import { startSilentProxy } from '../support/silent-proxy.ts';

/** It ends by itself long before; Docker kills it after 20 s. */
const PATIENCE_MS = 90_000;

describe('the health check', () => {
  let env: Readonly<Record<string, string>>;
  before(async function () {
    this.timeout(120_000);
    ({ env } = (await product()).stack);
  });

  for (const [index, name] of (['worker', 'bot', 'webhook'] as const).entries()) {
    // The webhook has no state.
    const servers = name === 'webhook' ? (['Temporal'] as const) : (['PostgreSQL', 'Temporal'] as const);
    for (const server of sampled<(typeof servers)[number]>(servers, 2, index)) {
      it(`reports the ${name} as healthy, and as unhealthy when ${server} is silently lost`, async () => {
        const address = server === 'PostgreSQL' ? env.DATABASE_URL : `http://${env.TEMPORAL_ADDRESS}`;
        const proxy = await startSilentProxy(new URL(address ?? ''));
        const by =
          server === 'PostgreSQL' ? { DATABASE_URL: proxy.url } : { TEMPORAL_ADDRESS: new URL(proxy.url).host };
        try {
          expect(await healthcheck(name, { ...env, ...by })).to.deep.equal({ code: 0, said: '' });
          proxy.swallow();
          const { code, said } = await healthcheck(name, { ...env, ...by });
          expect(code, 'ended by itself').to.equal(1);
          expect(said).to.include(server === 'PostgreSQL' ? 'cannot use the database' : 'Temporal does not answer');
        } finally {
          proxy.close();
        }
      }).timeout(2 * PATIENCE_MS);
    }
  }
});

/** The output of a container's health check. `code`: null when it did not end. */
function healthcheck(name: string, env: Record<string, string>): Promise<{ code: unknown; said: string }> {
  const script = fileURLToPath(new URL('../../scripts/healthcheck.ts', import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [script, name], { env, timeout: PATIENCE_MS }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, said: stdout + stderr }),
    );
  });
}
