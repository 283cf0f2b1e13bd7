import { setHandler } from '@temporalio/workflow';
import { becomesCard, rename } from '../../../domain/avatar/commands.ts';
import { takesPhotos } from '../../../domain/avatar/lifecycle.ts';
import type { AvatarState } from '../../../domain/avatar/state.ts';
import type { Run } from '../context.ts';
import * as messages from '../contract.ts';
import { claimInbox, focusPhotos } from '../focus.ts';
import { isOpening, whenOpened } from '../opening.ts';
import { authorize, setCommand } from './command.ts';

/** Sets the handlers by which an avatar is looked at, comes into focus and is named. */
export function registerLifeHandlers(run: Run): void {
  setHandler(messages.state, () => state(run), { description: 'The avatar as its owner sees it.' });

  setHandler(messages.open, ({ cardMessageId }) => open(run, cardMessageId), {
    validator: (wish) => authorize(run, wish),
    description: 'Brings the avatar into focus: the next photos are its own. Shows its card.',
  });

  setCommand(run, messages.rename, {
    action: 'rename',
    description: 'Gives the avatar another name.',
    handle: (name) => giveName(run, name),
  });

  setCommand(run, messages.writeRows, {
    description:
      'Writes the avatar’s rows again where they are lost: an older database was restored, say. Takes photos that waited.',
    handle: () => writeRows(run),
  });

  setHandler(messages.showAgain, (how) => showAgain(run, how), {
    description:
      'The person is back after having blocked the bot: their card is sent anew. Or it is edited, in their new language.',
  });
}

function state(run: Run): AvatarState {
  if (isOpening(run)) throw new Error('it is being taken up: until then its row says how it stands');
  return run.state();
}

async function open(run: Run, cardMessageId: number | undefined): Promise<AvatarState> {
  const { life } = run;
  // Before any wait: what is drawn from here on is drawn over what stands there now.
  if (cardMessageId !== undefined) becomesCard(life, cardMessageId);
  await whenOpened(run);
  life.touched = true;
  if (takesPhotos(life.status)) await focusPhotos(run);
  run.show('now');
  await claimInbox(run);
  await run.message.settled();
  return run.state();
}

function giveName(run: Run, given: messages.NewName): AvatarState {
  const { life } = run;
  life.touched = true;
  rename(life, given);
  run.show('now');
  return run.state();
}

async function writeRows(run: Run): Promise<AvatarState> {
  run.show();
  await run.written();
  if (takesPhotos(run.life.status)) await claimInbox(run);
  return run.state();
}

function showAgain(run: Run, how: messages.Showing = {}): void {
  const { life } = run;
  if (!how.inPlace) life.cardLost = true;
  if (how.language) life.language = how.language;
  if (!isOpening(run)) run.show('now');
}
