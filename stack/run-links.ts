import { avatarWorkflowId } from '../src/workflows/avatar/contract.ts';
import type { Stack } from './index.ts';

/** An avatar's id, as buttons contain it. */
const UUID = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}';

/** Gives the chat in the browser links to the avatars' runs in the Web UI, if both are the stack's own. */
export async function linkRuns(stack: Stack): Promise<void> {
  const telegram = stack.address('Telegram emulator');
  const ui = stack.address('Temporal Web UI');
  if (telegram === undefined || ui === undefined) return;
  const address = `${ui}/namespaces/${stack.env.TEMPORAL_NAMESPACE ?? 'default'}/workflows/${avatarWorkflowId('$&')}`;
  await fetch(`${telegram}/emulator/links`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ links: [{ title: 'Temporal', pattern: UUID, address }] }),
  });
}
