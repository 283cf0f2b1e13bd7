import type { Product } from './product.ts';

/** A request in FAL's list of our requests. */
interface FalRequest {
  readonly request_id: string;
  readonly ended_at: string | null;
  /** As sent, with the archive's address. */
  readonly json_input: Readonly<Record<string, unknown>>;
}

/** The address of a training's archive: it gives anybody access to the photos. */
export async function archiveAddress(aisha: Product, requestId: string): Promise<string> {
  const query = new URLSearchParams({
    endpoint_id: 'fal-ai/flux-lora-portrait-trainer',
    request_id: requestId,
    expand: 'payloads',
  });
  const headers = { authorization: 'Key emulator' };
  const list = `${aisha.stack.env.FAL_API_ROOT}/v1/models/requests/by-endpoint`;
  const answer = await fetch(`${list}?${query.toString()}`, { headers });
  const { items } = (await answer.json()) as { items: FalRequest[] };
  const address = items[0]?.json_input['images_data_url'];
  if (typeof address !== 'string') throw new Error(`FAL's list does not name the archive of ${requestId}`);
  return address;
}
