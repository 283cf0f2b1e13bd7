import { cpus } from 'node:os';
import type { BenchContext, Bench } from './bench.ts';

/** Printed by `npm run bench`: the machine, and each bench's figures under its name. */
export interface BenchReport {
  readonly machine: { readonly cpus: number; readonly cpu: string; readonly node: string };
  readonly [bench: string]: object;
}

/** Runs benches one after another: in parallel they would measure each other. */
export async function runBenches(
  benches: Readonly<Record<string, Bench>>,
  context: BenchContext,
): Promise<{ report: BenchReport; tables: string }> {
  const all = cpus();
  let report: BenchReport = {
    machine: { cpus: all.length, cpu: all[0]?.model ?? 'unknown', node: process.version },
  };
  const tables: string[] = [];
  for (const [name, bench] of Object.entries(benches)) {
    context.log(`${name}: ${bench.about}`);
    const { figures, table } = await bench.run(context);
    report = { ...report, [name]: figures };
    tables.push(name, ...aligned(table), '');
  }
  return { report, tables: tables.join('\n') };
}

function aligned(table: readonly (readonly string[])[]): string[] {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}
