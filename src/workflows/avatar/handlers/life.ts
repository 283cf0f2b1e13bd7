import { setHandler } from '@temporalio/workflow';
import { becomesCard, rename } from '../../../domain/avatar/commands.ts';
import { takesPhotos } from '../../../domain/avatar/lifecycle.ts';
import { touch } from '../../../domain/avatar/life.ts';
import type { AvatarView } from '../../../domain/avatar/state.ts';
import type { AvatarContext } from '../context.ts';
import * as messages from '../contract.ts';
import { claimInbox, focusPhotos } from '../focus.ts';
import { authorize, setCommand } from './command.ts';

export function registerLifeHandlers(context: AvatarContext): void {
  setHandler(messages.state, () => state(context), { description: 'The avatar as the user sees it.' });

  setHandler(messages.openAvatar, ({ cardMessageId }) => open(context, cardMessageId), {
    validator: (command) => authorize(context, command),
    description: 'Brings the avatar into focus: the next photos belong to it. Shows its card.',
  });

  setCommand(context, messages.renameAvatar, {
    action: 'rename',
    description: 'Renames the avatar.',
    handle: (name) => giveName(context, name),
  });

  setCommand(context, messages.restoreRows, {
    description:
      'Writes the avatar’s lost rows again, for example after an older database was restored. Takes photos that waited.',
    handle: () => restoreRows(context),
  });

  setHandler(messages.redrawCard, (how) => redrawCard(context, how), {
    description: 'Sends the card again to a user who had blocked the bot. Or edits it in the user’s new language.',
  });
}

function state(context: AvatarContext): AvatarView {
  if (context.isOpening()) throw new Error('it is being taken up: until then its row says how it stands');
  return context.state();
}

async function open(context: AvatarContext, cardMessageId: number | undefined): Promise<AvatarView> {
  const { life } = context;
  // Before any wait: the next card is drawn over what the message shows now.
  if (cardMessageId !== undefined) becomesCard(life, cardMessageId);
  await context.whenOpened();
  touch(life, Date.now());
  if (takesPhotos(life.status)) await focusPhotos(context);
  context.publish('now');
  await claimInbox(context);
  await context.message.settled();
  return context.state();
}

function giveName(context: AvatarContext, given: messages.NewName): AvatarView {
  const { life } = context;
  touch(life, Date.now());
  rename(life, given);
  context.publish('now');
  return context.state();
}

async function restoreRows(context: AvatarContext): Promise<AvatarView> {
  context.publish();
  await context.written();
  if (takesPhotos(context.life.status)) await claimInbox(context);
  return context.state();
}

function redrawCard(context: AvatarContext, how: messages.Showing = {}): void {
  const { life } = context;
  if (!how.inPlace) life.cardLost = true;
  if (how.language) life.language = how.language;
  if (!context.isOpening()) context.publish('now');
}
