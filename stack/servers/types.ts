import type { Processes } from '../processes.ts';

export interface Address {
  readonly name: string;
  readonly address: string;
}

export interface StartContext {
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  readonly processes: Processes;
  /** The server's own folder for its data. */
  readonly dir: string;
  /** The data are kept: speed must not cost safety. */
  readonly kept: boolean;
}

/** Starts a server, obtaining it first where needed. @returns what others need to know to use it */
export type Start = (context: StartContext) => Promise<{
  readonly env: Readonly<Record<string, string>>;
  readonly addresses: readonly Address[];
  /** For what is no process of its own. */
  readonly close?: () => Promise<void>;
}>;
