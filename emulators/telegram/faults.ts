import { ControlError } from './errors.ts';

/**
 * A status code is answered instead of running the method. `hang` never answers and does not run it;
 * `reset-before` cuts the connection without running it, `reset-after` after running it (the reply is lost).
 */
export type FaultKind = number | 'hang' | 'reset-before' | 'reset-after';

export interface CallFault {
  /** a method's name, `*` for all, `downloadFile` for `/file/bot…` */
  method: string;
  /** how many more calls it hits */
  count: number;
  kind: FaultKind;
  /** seconds, with 429 */
  retry_after?: number;
  /** replaces the usual text of the status code */
  description?: string;
}

const WORDS = ['hang', 'reset-before', 'reset-after'] as const;

/** Parses a fault from an HTTP body. @throws ControlError 400 */
export function readFault(value: Record<string, unknown>): CallFault {
  const { method = '*', count = 1, kind, retry_after: retryAfter, description } = value;
  if (typeof method !== 'string' || method === '') throw new ControlError(400, '"method" must be a method name or "*"');
  if (!Number.isInteger(count) || Number(count) < 1) throw new ControlError(400, '"count" must be a positive integer');
  const fault: CallFault = { method, count: Number(count), kind: readKind(kind) };
  if (fault.kind === 429) fault.retry_after = retryAfter === undefined ? 1 : Number(retryAfter);
  if (typeof description === 'string') fault.description = description;
  return fault;
}

function readKind(value: unknown): FaultKind {
  const word = WORDS.find((known) => known === value);
  if (word) return word;
  const code = Number(value);
  if (Number.isInteger(code) && code >= 400 && code <= 599) return code;
  throw new ControlError(400, `"kind" must be a status code from 400 to 599 or one of ${WORDS.join(', ')}`);
}

/** Faults in the order they were given; each call takes at most one. */
export class Faults {
  #faults: CallFault[] = [];

  add(fault: CallFault): void {
    this.#faults.push(fault);
  }

  list(): readonly CallFault[] {
    return this.#faults;
  }

  clear(): void {
    this.#faults = [];
  }

  /** The fault that hits this call, if any. */
  take(method: string): CallFault | undefined {
    const name = method.toLowerCase();
    const fault = this.#faults.find((one) => one.method === '*' || one.method.toLowerCase() === name);
    if (!fault) return undefined;
    fault.count--;
    this.#faults = this.#faults.filter((one) => one.count > 0);
    return fault;
  }
}
