import { CancellationScope, setHandler } from '@temporalio/workflow';
import { pending, receive } from '../../../domain/avatar/life.ts';
import type { ReceivedPhoto } from '../../../domain/photos/photo.ts';
import { takeOut } from '../../../domain/photos/removed.ts';
import type { AvatarState } from '../../../domain/avatar/state.ts';
import { files } from '../../shared/activity-options.ts';
import { authorizeBringingBack, bringBackPhoto } from '../bring-back.ts';
import { stopCheck } from '../check-photo.ts';
import type { Run } from '../context.ts';
import * as messages from '../contract.ts';
import { decider } from '../decider.ts';
import { mendPhotos } from '../mend-photos.ts';
import { isOpening, setUpdate, whenOpened } from '../opening.ts';
import { setCommand } from './command.ts';

/** Sets the handlers of what changes an avatar's photos. */
export function registerPhotoHandlers(run: Run): void {
  setHandler(messages.photosReceived, (photos) => takePhotos(run, photos), {
    description: 'Photos of the person: Telegram ids only. One that is delivered twice counts once.',
  });

  setCommand(run, messages.mendPhotos, {
    action: 'mend_photos',
    description: 'Lets other photos be sent after a training that failed for them; or trains without those it names.',
    async handle({ without, tapped }) {
      run.life.touched = true;
      run.decided('mended', decider(), tapped);
      await mendPhotos(run, without ?? false);
      return run.state();
    },
  });

  setUpdate(run, messages.bringBackPhoto, (wish) => bringBackPhoto(run, wish), {
    validator: (wish) => authorizeBringingBack(run, wish),
    description: 'Brings back a photo that was removed, by its number.',
  });

  setCommand(run, messages.removePhoto, {
    action: 'remove_photo',
    description: 'Removes one photo, by its number.',
    handle: ({ number }) => removePhoto(run, number),
  });
}

function takePhotos(run: Run, photos: readonly ReceivedPhoto[]): void | Promise<void> {
  const takeAll = () => {
    for (const photo of photos) takePhoto(run, photo);
  };
  if (!isOpening(run)) return takeAll();
  // Without rows there is nothing that they could be photos of.
  return whenOpened(run).then(takeAll, () => undefined);
}

function takePhoto(run: Run, photo: ReceivedPhoto): void {
  const { life, input } = run;
  life.touched = true;
  const event = receive(life, photo, input.policy.photos.maxPhotos);
  if (life.latePhotos === 1) run.tell('late_photos');
  if (event === null) return;
  if (life.status === 'draft') run.happen(event);
  // The end of the burst shows the rest; what was refused at once starts none.
  else if (pending(life).length === 0) run.message.due();
}

async function removePhoto(run: Run, number: number): Promise<AvatarState> {
  const { life, input } = run;
  life.touched = true;
  const photo = life.photos.find((known) => known.number === number);
  if (!photo) return run.state();
  takeOut(life, photo);
  if (photo.verdict === 'pending') {
    stopCheck(run, number);
    run.show('now');
    return run.state();
  }
  run.removals.add(number);
  if (!run.recount()) run.show('now');
  await CancellationScope.nonCancellable(() =>
    files.removePhoto.executeWithOptions({ summary: `remove photo ${number}` }, [{ avatarId: input.avatarId, number }]),
  ).finally(() => run.removals.delete(number));
  run.photosChanged();
  return run.state();
}
