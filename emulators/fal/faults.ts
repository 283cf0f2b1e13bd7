import * as v from 'valibot';

/** The purpose of a request; faults never hit routes without one. */
export type Operation =
  'submit' | 'status' | 'result' | 'cancel' | 'initiate' | 'upload' | 'complete' | 'files' | 'platform' | 'keys';

const status = v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599));
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

/**
 * A fault for the next `count` requests of an operation, of a path (`fal-ai/flux-pro-trainer`) or of any (`*`), after `skip` that pass;
 * with `forMs` for as long instead of `count`. README.md says what each kind does.
 */
export const FaultSchema = v.strictObject({
  endpoint: v.optional(v.pipe(v.string(), v.minLength(1)), '*'),
  count: v.optional(positive, 1),
  kind: v.union([
    status,
    v.pipe(v.string(), v.regex(/^[45]\d\d$/), v.transform(Number)),
    v.picklist([
      'slow',
      'hang',
      'hang-midway',
      'hang-after-accepting',
      'reset-before',
      'reset-midway',
      'reset-after-accepting',
    ]),
  ]),
  skip: v.optional(positive),
  forMs: v.optional(positive),
  /** Of a `slow` answer: how late it comes, ms; 1000 when left out. */
  ms: v.optional(positive),
  /** Of a status: the type that body and header tell. */
  error_type: v.optional(v.string()),
  /** Of a status: a sentence, or a model's list of details. */
  detail: v.optional(v.union([v.string(), v.array(v.record(v.string(), v.unknown()))])),
});
export type InjectedFault = v.InferOutput<typeof FaultSchema>;

/** Pending faults, the oldest first. */
export class FaultList {
  #pending: { fault: InjectedFault; until: number }[] = [];

  add(fault: InjectedFault): void {
    this.#pending.push({ fault: { ...fault }, until: fault.forMs === undefined ? Infinity : Date.now() + fault.forMs });
  }

  all(): InjectedFault[] {
    this.#pending = this.#pending.filter(({ fault, until }) => fault.count > 0 && until > Date.now());
    return this.#pending.map(({ fault }) => fault);
  }

  clear(): void {
    this.#pending = [];
  }

  /** The fault for this request, if any; counts it down. */
  take(operation: Operation, path: string): InjectedFault | undefined {
    for (const fault of this.all()) {
      if (!matches(fault.endpoint, operation, path)) continue;
      if (fault.skip !== undefined && fault.skip > 0) {
        fault.skip -= 1;
        continue;
      }
      if (fault.forMs === undefined) fault.count -= 1;
      return fault;
    }
    return undefined;
  }
}

function matches(endpoint: string, operation: Operation, path: string): boolean {
  if (endpoint === '*' || endpoint === operation) return true;
  const wanted = `/${endpoint.replace(/^\/+|\/+$/g, '')}`;
  return path === wanted || path.startsWith(`${wanted}/`);
}
