/** An error that the developer can fix: its message says how, and needs no stack trace. */
export class StackError extends Error {
  override readonly name: string = 'StackError';
}

/** Thrown when a server cannot be obtained on this machine. The message lists every way to get it. */
export class CannotObtain extends StackError {
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

/** Thrown when a started server does not answer. */
export class NotReady extends StackError {
  override readonly name = 'NotReady';
}

/** Thrown when several servers could not be started: with each one's message. */
export class NotStarted extends StackError {
  override readonly name = 'NotStarted';
  readonly errors: readonly StackError[];
  constructor(errors: readonly StackError[]) {
    super(errors.map((error) => error.message).join('\n\n'));
    this.errors = errors;
  }
}

/** Thrown when a running stack uses the data folder. */
export class DataInUse extends StackError {
  override readonly name = 'DataInUse';
}

/** Thrown when a stack is stopped before it is up. */
export class Stopped extends StackError {
  override readonly name = 'Stopped';
}

/** Thrown when the environment names a server in an unreadable way. */
export class BadSetting extends StackError {
  override readonly name = 'BadSetting';
}

/** Thrown when the worker or the bot ends, or prints nothing, before it is ready. */
export class AppEnded extends StackError {
  override readonly name = 'AppEnded';
  /** The message without the lines. */
  readonly what: string;
  constructor(what: string, lastLines: string) {
    super(`${what}. It printed last:\n${lastLines || '(nothing)'}`);
    this.what = what;
  }
}
