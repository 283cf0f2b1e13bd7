import { EMULATOR_BOT_TOKEN } from '../../emulators/telegram/index.ts';
import type { Person } from '../../test/support/product.ts';

/** When the emulator was called to send this text to a user, Unix ms. @throws {Error} when it never was */
export async function toldAt(root: string, person: Person, text: string): Promise<number> {
  const answer = await fetch(`${root}/emulator/calls`);
  const calls = (await answer.json()) as { params: { chat_id?: unknown }; date: string }[];
  const call = calls.find(
    ({ params }) => String(params.chat_id) === String(person.id) && JSON.stringify(params).includes(text),
  );
  if (!call) throw new Error(`nobody has been told “${text}”`);
  return Date.parse(call.date);
}

/** A bare message. @returns how long it took to send, ms */
export async function bareMessage(root: string, person: Person): Promise<number> {
  const since = performance.now();
  const answer = await fetch(`${root}/bot${EMULATOR_BOT_TOKEN}/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chat_id: person.id, text: 'bare' }),
  });
  if (!answer.ok) throw new Error(`a bare message was refused: ${answer.status}`);
  await answer.text();
  return performance.now() - since;
}
