import { CancellationScope, setHandler } from '@temporalio/workflow';
import { pending, receive, touch } from '../../../domain/avatar/life.ts';
import type { PhotosToJudge, ReceivedPhoto } from '../../../domain/photos/photo.ts';
import { takeOut } from '../../../domain/photos/removed.ts';
import type { AvatarView } from '../../../domain/avatar/state.ts';
import { avatarFiles } from '../../shared/activity-options.ts';
import { authorizeBringingBack, bringBackPhoto } from '../bring-back.ts';
import { stopCheck } from '../check-photos.ts';
import type { AvatarContext } from '../context.ts';
import * as messages from '../contract.ts';
import { replacePhotos } from '../replace-photos.ts';
import { decider, setCommand, setUpdate } from './command.ts';

export function registerPhotoHandlers(context: AvatarContext): void {
  setHandler(messages.addPhotos, (photos) => takePhotos(context, photos), {
    description: 'Photos of the user: only Telegram’s ids. A photo that is delivered twice counts once.',
  });

  setHandler(messages.photosToCheck, () => photosToCheck(context));

  setHandler(messages.reportSlowChecks, (numbers) => noteSlowChecks(context, numbers), {
    description: 'These photos take long to be checked: the user may remove them.',
  });

  setCommand(context, messages.replacePhotos, {
    action: 'replace_photos',
    description:
      'After a training that failed because of photos: lets the user send others, or trains without the named ones.',
    async handle({ without, tapped }) {
      touch(context.life, Date.now());
      context.decided('mended', decider(), tapped);
      await replacePhotos(context, without ?? false);
      return context.state();
    },
  });

  setUpdate(context, messages.bringBackPhoto, (command) => bringBackPhoto(context, command), {
    validator: (command) => authorizeBringingBack(context, command),
    description: 'Brings back a removed photo, by its number.',
  });

  setCommand(context, messages.removePhoto, {
    action: 'remove_photo',
    description: 'Removes one photo, by its number.',
    handle: ({ number }) => removePhoto(context, number),
  });
}

function takePhotos(context: AvatarContext, photos: readonly ReceivedPhoto[]): void | Promise<void> {
  const takeAll = () => {
    for (const photo of photos) takePhoto(context, photo);
  };
  if (!context.isOpening()) return takeAll();
  // Without rows there is no avatar for the photos.
  return context.whenOpened().then(takeAll, () => undefined);
}

function photosToCheck({ life, checks, removedUnchecked }: AvatarContext): PhotosToJudge {
  // What is removed must be stopped, so the check is to end.
  return { photos: pending(life), isAwaited: (checks?.isAwaited ?? false) || removedUnchecked.size > 0 };
}

function noteSlowChecks(context: AvatarContext, numbers: readonly number[]): void {
  if (!context.checks) return;
  context.life.slowChecks = numbers;
  context.publish('now');
}

function takePhoto(context: AvatarContext, photo: ReceivedPhoto): void {
  const { life, input } = context;
  touch(life, Date.now());
  const event = receive(life, photo, input.policy.photos.maxPhotos);
  if (life.latePhotos === 1) context.notify('late_photos');
  if (event === null) return;
  if (life.status === 'draft') context.transition(event);
  // The check shows the others.
  else context.message.due();
}

async function removePhoto(context: AvatarContext, number: number): Promise<AvatarView> {
  const { life, input } = context;
  touch(life, Date.now());
  const photo = life.photos.find((known) => known.number === number);
  if (!photo) return context.state();
  takeOut(life, photo);
  context.removals.add(number);
  if (photo.verdict === 'pending') {
    context.removedUnchecked.add(number);
    stopCheck(context);
    context.publish('now');
    return context.state();
  }
  if (!context.recount()) context.publish('now');
  await CancellationScope.nonCancellable(() =>
    avatarFiles.removePhoto.executeWithOptions({ summary: `remove photo ${number}` }, [
      { avatarId: input.avatarId, number },
    ]),
  ).finally(() => context.removals.delete(number));
  context.photosChanged();
  return context.state();
}
