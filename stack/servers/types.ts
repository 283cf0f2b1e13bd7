import type { Processes, Running } from '../processes.ts';

export interface Address {
  readonly name: string;
  readonly address: string;
}

export interface ObtainContext {
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  readonly processes: Processes;
}

export interface StartContext extends ObtainContext {
  /** The server's own folder for its data. */
  readonly dir: string;
  /** So many free ports; those of the run before where the data are kept, if they are free still. */
  readonly ports: (count: number) => Promise<number[]>;
  /** The data are kept: speed must not cost safety. */
  readonly kept: boolean;
}

/** A server that runs. */
export interface Started {
  /** What others need to use it. */
  readonly env: Readonly<Record<string, string>>;
  readonly addresses: readonly Address[];
  /** For what is no process of its own. */
  readonly close?: () => Promise<void>;
}

/** Starts a server, obtaining it first where needed. */
export type Start = (context: StartContext) => Promise<Started>;

/** An environment in which a server of our own is not told of another one. */
export function without(prefix: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith(prefix)));
}

/** A server of S3 on the loopback. */
export interface S3Server {
  readonly name: string;
  /** How many ports it listens on; S3's is the first. */
  readonly ports: number;
  start(context: ObtainContext, how: S3Start): Running;
}

interface S3Start {
  readonly command: string;
  readonly dir: string;
  readonly ports: readonly number[];
  readonly accessKey: string;
  readonly secretKey: string;
}
