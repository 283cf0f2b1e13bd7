import { ok, wrong, type Check } from '../check.ts';
import type { Reach } from '../reach.ts';
import { inOneLine } from '../words.ts';

/** Whether a Temporal server answers at the configured address. */
export const temporal = (reach: Reach): Check => ({
  name: 'temporal',
  async run() {
    try {
      const { connection, address } = await reach.temporal();
      const { serverVersion } = await connection.workflowService.getSystemInfo({});
      return [ok(`server ${serverVersion} at ${address}`)];
    } catch (error) {
      const what = `Temporal does not answer (${inOneLine(error)})`;
      const fix =
        'start it, or set TEMPORAL_ADDRESS (and TEMPORAL_TLS… or TEMPORAL_API_KEY, where the server wants them)';
      return [wrong(what, fix)];
    }
  },
});
