import { CancellationScope, setHandler } from '@temporalio/workflow';
import { pending, receive } from '../../../domain/avatar/life.ts';
import type { ReceivedPhoto } from '../../../domain/photos/photo.ts';
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

  setCommand(context, messages.replacePhotos, {
    action: 'replace_photos',
    description:
      'After a training that failed because of photos: lets the user send others, or trains without the named ones.',
    async handle({ without, tapped }) {
      context.life.touched = true;
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

function takePhoto(context: AvatarContext, photo: ReceivedPhoto): void {
  const { life, input } = context;
  life.touched = true;
  const event = receive(life, photo, input.policy.photos.maxPhotos);
  if (life.latePhotos === 1) context.notify('late_photos');
  if (event === null) return;
  if (life.status === 'draft') context.transition(event);
  // The end of the burst shows the rest; a photo that was refused at once starts no burst.
  else if (pending(life).length === 0) context.message.due();
}

async function removePhoto(context: AvatarContext, number: number): Promise<AvatarView> {
  const { life, input } = context;
  life.touched = true;
  const photo = life.photos.find((known) => known.number === number);
  if (!photo) return context.state();
  takeOut(life, photo);
  if (photo.verdict === 'pending') {
    stopCheck(context, number);
    context.publish('now');
    return context.state();
  }
  context.removals.add(number);
  if (!context.recount()) context.publish('now');
  await CancellationScope.nonCancellable(() =>
    avatarFiles.removePhoto.executeWithOptions({ summary: `remove photo ${number}` }, [
      { avatarId: input.avatarId, number },
    ]),
  ).finally(() => context.removals.delete(number));
  context.photosChanged();
  return context.state();
}
