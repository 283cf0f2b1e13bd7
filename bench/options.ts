import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Names of the benches, in order. */
  readonly names: readonly string[];
  /** Output file of the JSON; `-` is stdout. */
  readonly json: string;
}

/** @param known names of benches; all run when none is named @throws {Error} that says in one line what is wrong with the arguments */
export function readOptions(args: readonly string[], known: readonly string[]): BenchOptions {
  // `--json` may stand alone: the next word is a file only when it is neither an option nor a bench.
  const explicit = args.map((arg, index) => {
    const next = args[index + 1];
    const alone = next === undefined || next.startsWith('--') || known.includes(next);
    return arg === '--json' && alone ? '--json=-' : arg;
  });
  const { values, positionals } = parseArgs({
    args: explicit,
    allowPositionals: true,
    options: { json: { type: 'string', default: '-' } },
  });
  for (const name of positionals) {
    if (!known.includes(name)) throw new Error(`no bench is called "${name}": there is ${known.join(', ')}`);
  }
  return { names: positionals.length > 0 ? positionals : known, json: values.json };
}
