import { setTimeout as sleep } from 'node:timers/promises';
import { inOneLine } from './words.ts';

/** `not_checked`: another fault makes this unknown. */
export type Level = 'ok' | 'warning' | 'error' | 'not_checked';

/** One line of the report. */
export interface Finding {
  readonly level: Level;
  /** The state, or the fault. */
  readonly what: string;
  /** The command or step that fixes it. */
  readonly fix?: string;
}

/** One check. It knows nothing of other checks, and never changes what it looks at. */
export interface Check {
  /** Its name in the report. Scripts depend on it, so it must not change. */
  readonly name: string;
  /** @throws {NotChecked} when it cannot be known; any other error is a finding */
  run(): Promise<readonly Finding[]>;
}

export interface Result extends Finding {
  readonly check: string;
}

/** Thrown when something that a check needs is already wrong. */
export class NotChecked extends Error {
  override readonly name = 'NotChecked';
}

export const ok = (what: string): Finding => ({ level: 'ok', what });
export const warning = (what: string, fix: string): Finding => ({ level: 'warning', what, fix });
export const wrong = (what: string, fix: string): Finding => ({ level: 'error', what, fix });
export const notChecked = (why: string): Finding => ({ level: 'not_checked', what: `not checked: ${why}` });

/** Longest check, ms: connecting (reach.ts) plus its own requests. */
const CHECK_LIMIT_MS = 12_000;

/** Runs all in parallel. A check that fails or takes too long does not affect others. @returns in the order of the checks */
export async function runChecks(checks: readonly Check[], limitMs = CHECK_LIMIT_MS): Promise<Result[]> {
  const found = await Promise.all(
    checks.map(async (check) => {
      const findings = await Promise.race([finished(check), late(limitMs)]);
      return findings.map((finding) => ({ check: check.name, ...finding }));
    }),
  );
  return found.flat();
}

async function finished(check: Check): Promise<readonly Finding[]> {
  try {
    return await check.run();
  } catch (error) {
    if (error instanceof NotChecked) return [notChecked(error.message)];
    return [wrong(inOneLine(error), 'see to what it says, and run this again')];
  }
}

async function late(limitMs: number): Promise<readonly Finding[]> {
  await sleep(limitMs, undefined, { ref: false });
  return [wrong(`no answer in ${limitMs / 1_000} s`, 'see whether the server is overloaded, and run this again')];
}
