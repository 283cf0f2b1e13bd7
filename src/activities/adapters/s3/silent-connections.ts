import http from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';

/** How long a connection is kept for the next request, ms: less than any server keeps its end. */
const IDLE_MS = 5_000;

/**
 * An agent whose connections are closed when nothing passes on them for `quietMs`, so that nobody waits for a host that is gone
 * without a word: Node's own timeout only tells of it. The request fails with `ConnectionSilent`, the
 * stream of an answer with Node's own `aborted`.
 */
export function agentThatCloses(quietMs: number, useSSL: boolean): http.Agent {
  const options = { keepAlive: true, timeout: quietMs };
  const agent = useSSL ? new https.Agent(options) : new http.Agent(options);
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (...args) => {
    const socket = create(...args);
    if (socket instanceof Socket) socket.on('timeout', () => socket.destroy(new ConnectionSilent(quietMs)));
    return socket;
  };
  const keep = agent.keepSocketAlive.bind(agent);
  agent.keepSocketAlive = (socket) => {
    // By what it answers Node keeps the connection or not; the server's own hint may be shorter than ours.
    const isKept = keep(socket);
    if (socket instanceof Socket && (socket.timeout ?? Infinity) > IDLE_MS) socket.setTimeout(IDLE_MS);
    return isKept;
  };
  const reuse = agent.reuseSocket.bind(agent);
  agent.reuseSocket = (socket, request) => {
    if (socket instanceof Socket) socket.setTimeout(quietMs);
    reuse(socket, request);
  };
  return agent;
}

/** Thrown when a connection was closed because nothing had passed on it for too long. */
export class ConnectionSilent extends Error {
  override readonly name = 'ConnectionSilent';
  constructor(quietMs: number) {
    super(`nothing came for ${quietMs / 1000} s: the connection was closed`);
  }
}
