/** The bench's requests to FAL's emulator at `root`. */

/** Answers like FAL, without late webhooks. */
export async function setUp(
  root: string,
  settings: { trainingMs: number; queueMs: number; webhook: { lost: boolean } },
): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await read(await fetch(`${root}/emulator/settings`, { method: 'POST', headers, body: JSON.stringify(settings) }));
}

/** @returns the request of the avatar's training, as soon as there is one */
export async function requestOf(
  root: string,
  avatarId: string,
): Promise<{ requestId: string; endpoint: string } | null> {
  const all = await read<{ request_id: string; endpoint: string; webhook_url: string | null }[]>(
    await fetch(`${root}/emulator/submissions`),
  );
  const own = all.find(({ webhook_url: url }) => url?.includes(avatarId));
  return own ? { requestId: own.request_id, endpoint: own.endpoint } : null;
}

/** When a request ended, Unix ms. */
export async function endOf(
  root: string,
  { requestId, endpoint }: { requestId: string; endpoint: string },
): Promise<number> {
  const query = new URLSearchParams({ endpoint_id: endpoint, request_id: requestId });
  const headers = { authorization: 'Key emulator' };
  const { items } = await read<{ items: { ended_at: string | null }[] }>(
    await fetch(`${root}/v1/models/requests/by-endpoint?${query.toString()}`, { headers }),
  );
  const at = Date.parse(items[0]?.ended_at ?? '');
  if (Number.isNaN(at)) throw new Error(`the request ${requestId} has not ended`);
  return at;
}

/** A bare status request. @returns how long the answer took, ms */
export async function barePoll(
  root: string,
  { requestId, endpoint }: { requestId: string; endpoint: string },
): Promise<number> {
  const since = performance.now();
  const app = endpoint.split('/').slice(0, 2).join('/');
  const headers = { authorization: 'Key emulator' };
  await read(await fetch(`${root}/${app}/requests/${requestId}/status?logs=1`, { headers }));
  return performance.now() - since;
}

async function read<T>(answer: Response): Promise<T> {
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
