/** What is asked of a side that photos are read by: a process of its own, which is sent rounds one after another. */
export interface RoundOrder {
  readonly files: readonly string[];
}

/** One round, as the process saw it. */
export interface Round {
  /** From the first byte read to the last photo done. */
  readonly ms: number;
  /** Time of processors, all threads', ms: what others do on the machine matters less to it. */
  readonly cpuMs: number;
  /** What was said against photos: none, where none is judged. */
  readonly refusals: readonly string[];
  /** How much later than due the main thread came round to things, ms. */
  readonly stallMs: Stall;
}

export interface Stall {
  readonly p99: number;
  readonly max: number;
}

/** What a process says when it is ready, before its first photo. */
export interface Readiness {
  readonly threads: number;
  /** The main thread with nothing to do. */
  readonly stallMs: Stall;
}

/** Resident set of a process, MB. */
export interface Memory {
  /** Ready, before the first photo. */
  readonly before: number;
  readonly peak: number;
}
