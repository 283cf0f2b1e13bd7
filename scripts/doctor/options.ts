import { parseArgs } from 'node:util';

export const usage = `usage: npm run doctor [-- --json] [-- --env-file FILE]

Looks at what a deployment needs, as the environment names it, and changes nothing. Exit code 0: nothing is wrong;
1: something is; 2: these arguments are.

  --json            prints JSON in place of lines (npm run --silent doctor -- --json)
  --env-file FILE   reads variables from there that the environment does not have
  --help            this`;

export interface DoctorOptions {
  readonly json: boolean;
  readonly help: boolean;
  readonly envFile?: string;
}

/** @throws {Error} that explains wrong arguments */
export function readOptions(args: string[]): DoctorOptions {
  const { values } = parseArgs({
    args,
    options: { json: { type: 'boolean' }, 'env-file': { type: 'string' }, help: { type: 'boolean' } },
  });
  const { json = false, help = false, 'env-file': envFile } = values;
  return { json, help, ...(envFile === undefined ? {} : { envFile }) };
}
