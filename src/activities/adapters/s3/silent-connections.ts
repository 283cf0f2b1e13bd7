import http from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';

/** How long an idle connection is kept, ms: less than any server keeps it. */
const IDLE_MS = 5_000;

/**
 * An agent that closes a connection when nothing passes on it for `quietMs`: Node's own timeout only emits an event.
 * The request fails with `ConnectionSilent`, an answer's stream with Node's `aborted`.
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
    // The result tells Node whether to keep the connection. The server's own hint may be shorter than ours.
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

/** Thrown when a connection was closed because nothing passed on it for too long. */
export class ConnectionSilent extends Error {
  override readonly name = 'ConnectionSilent';
  constructor(quietMs: number) {
    super(`nothing came for ${quietMs / 1000} s: the connection was closed`);
  }
}
