import type { Product } from './product.ts';

/** A request as FAL's list of one's own requests shows it. */
interface FalRequest {
  readonly request_id: string;
  readonly ended_at: string | null;
  /** As it was sent, with the address of the archive. */
  readonly json_input: Readonly<Record<string, unknown>>;
}

/** The address at which FAL got the archive of a training: whoever has it, has the photos. */
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
