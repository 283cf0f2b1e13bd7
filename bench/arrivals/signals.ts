import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { ReceivedPhoto } from '../../src/domain/photos/photo.ts';
import { addPhotos } from '../../src/workflows/avatar/contract.ts';

/** The number of photos in each signal that a run got, in order. */
export async function photosOfSignals(client: Client, workflowId: string): Promise<number[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => {
    const [payload] = signal?.input?.payloads ?? [];
    if (signal?.signalName !== addPhotos.name || !payload) return [];
    return [defaultPayloadConverter.fromPayload<readonly ReceivedPhoto[]>(payload).length];
  });
}
