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
  /** Free ports; with kept data those of the last run, if they are still free. */
  readonly ports: (count: number) => Promise<number[]>;
  /** The data are kept: speed must not cost safety. */
  readonly kept: boolean;
}

/** A server that runs. */
export interface Started {
  /** The variables that others need to use it. */
  readonly env: Readonly<Record<string, string>>;
  readonly addresses: readonly Address[];
  /** For what is not a process of its own. */
  readonly close?: () => Promise<void>;
}

/** Starts a server, after obtaining it if needed. */
export type Start = (context: StartContext) => Promise<Started>;

/** An environment in which our own server does not learn of another one. */
export function without(prefix: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith(prefix)));
}

/** An S3 server on the loopback. */
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
