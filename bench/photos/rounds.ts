/** An order for one side of the comparison: a process that gets rounds one after another. */
export interface RoundOrder {
  readonly files: readonly string[];
}

/** One round, as measured by the process. */
export interface Round {
  /** From the first byte read to the last photo done. */
  readonly ms: number;
  /** Processor time of all threads, ms: less affected by other work on the machine. */
  readonly cpuMs: number;
  /** Findings against photos: none on the bare side. */
  readonly refusals: readonly string[];
  /** How late the main thread reacted, ms. */
  readonly stallMs: Stall;
}

export interface Stall {
  readonly p99: number;
  readonly max: number;
}

/** Sent by a process when it is ready, before its first photo. */
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
