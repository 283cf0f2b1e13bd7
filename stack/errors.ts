/** What a person can do something about: its message says what, and no stack trace is needed. */
export class StackError extends Error {
  override readonly name: string = 'StackError';
}

/** Thrown when a server cannot be had on this machine. The message lists every way to get it. */
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

/** Thrown when a server that was started does not answer. */
export class NotReady extends StackError {
  override readonly name = 'NotReady';
}

/** Thrown when several servers could not be started: what each of them said. */
export class NotStarted extends StackError {
  override readonly name = 'NotStarted';
  readonly errors: readonly StackError[];
  constructor(errors: readonly StackError[]) {
    super(errors.map((error) => error.message).join('\n\n'));
    this.errors = errors;
  }
}

/** Thrown when a data folder is used by another stack that runs. */
export class DataInUse extends StackError {
  override readonly name = 'DataInUse';
}

/** Thrown when a stack is told to stop before it is up. */
export class Stopped extends StackError {
  override readonly name = 'Stopped';
}

/** Thrown when a server named by the environment cannot be made out. */
export class BadSetting extends StackError {
  override readonly name = 'BadSetting';
}

/** Thrown when the worker or the bot ends, or says nothing, before it is ready. */
export class AppEnded extends StackError {
  override readonly name = 'AppEnded';
  /** The message without the lines. */
  readonly what: string;
  constructor(what: string, lastLines: string) {
    super(`${what}. It printed last:\n${lastLines || '(nothing)'}`);
    this.what = what;
  }
}
