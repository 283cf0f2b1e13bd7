import { createFalClient, ValidationError, type FalClient } from '@fal-ai/client';

/** What the suite is pointed at: the emulator, or the live service. */
export interface ProtocolTarget {
  credentials: string;
  /** Reaches FAL's hosts. */
  fetch: typeof fetch;
  /** Whether requests may be made that the live service charges for. */
  spend: boolean;
  pollMs: number;
  /** Where a webhook can be received: the port to listen on (0: any), and the address that FAL reaches it by. */
  webhook?: { port: number; addressOf: (port: number) => string };
  /** Takes what was seen of something that no documentation says. */
  note: (what: string, seen: unknown) => void;
}

export function clientFor({ credentials, fetch }: Pick<ProtocolTarget, 'credentials' | 'fetch'>): FalClient {
  return createFalClient({ credentials, fetch });
}

/** The client's error of a refused input; fails when it is another. */
export function errorOfCall(error: unknown): ValidationError {
  if (error instanceof ValidationError) return error;
  throw new Error('no ValidationError', { cause: error });
}

export function listRequests(
  { credentials, fetch }: Pick<ProtocolTarget, 'credentials' | 'fetch'>,
  query: Record<string, string>,
): Promise<Response> {
  const url = `https://api.fal.ai/v1/models/requests/by-endpoint?${new URLSearchParams(query).toString()}`;
  return fetch(url, { headers: { authorization: `Key ${credentials}` } });
}
