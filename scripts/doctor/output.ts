import { styleText } from 'node:util';
import type { Level, Result } from './check.ts';
import { counted } from './words.ts';

const signs: Record<Level, { sign: string; colour: Parameters<typeof styleText>[0] }> = {
  ok: { sign: '✔', colour: 'green' },
  warning: { sign: '!', colour: 'yellow' },
  error: { sign: '✖', colour: 'red' },
  not_checked: { sign: '–', colour: 'dim' },
};

export interface Report {
  /** Raise it when a field goes, or changes its meaning. */
  readonly version: 1;
  /** Nothing is wrong; there may be warnings. */
  readonly ok: boolean;
  readonly counts: Readonly<Record<Level, number>>;
  readonly findings: readonly {
    readonly check: string;
    readonly level: Level;
    readonly what: string;
    /** null: nothing to fix. */
    readonly fix: string | null;
  }[];
}

export function report(results: readonly Result[]): Report {
  const count = (wanted: Level) => results.filter(({ level }) => level === wanted).length;
  const counts = {
    ok: count('ok'),
    warning: count('warning'),
    error: count('error'),
    not_checked: count('not_checked'),
  };
  const findings = results.map(({ check, level, what, fix }) => ({ check, level, what, fix: fix ?? null }));
  return { version: 1, ok: counts.error === 0, counts, findings };
}

/** A line for each finding, and a summary. In colours where `stream` shows them. */
export function inLines({ counts, findings }: Report, stream: NodeJS.WriteStream): string {
  const lines = findings.map(({ check, level, what, fix }) => {
    const { sign, colour } = signs[level];
    return `${styleText(colour, sign, { stream })} ${check} — ${what}${fix === null ? '' : `: ${fix}`}`;
  });
  return [...lines, '', inSum(counts)].join('\n');
}

function inSum({ error, warning, not_checked: unknown }: Report['counts']): string {
  const parts = [
    error === 0 ? 'nothing is wrong' : `${counted(error, 'thing')} wrong`,
    ...(warning === 0 ? [] : [counted(warning, 'warning')]),
    ...(unknown === 0 ? [] : [`${unknown} not checked`]),
  ];
  return parts.join(', ');
}
