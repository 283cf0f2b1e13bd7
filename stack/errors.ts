/** Thrown when a server cannot be had on this machine. The message lists every way to get it. */
export class CannotObtain extends Error {
  override readonly name = 'CannotObtain';
  constructor(what: string, ways: readonly string[], tried: readonly string[]) {
    super(
      [
        `${what} is not to be had on this machine. Any one of these will do:`,
        ...ways.map((way) => `  • ${way}`),
        ...(tried.length > 0 ? ['What was tried:', ...tried.map((attempt) => `  – ${attempt}`)] : []),
      ].join('\n'),
    );
  }
}

/** Thrown when a server that was started does not answer. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
}
