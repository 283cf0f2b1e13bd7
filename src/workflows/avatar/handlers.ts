import { CancellationScope, condition, getExternalWorkflowHandle, log, setHandler } from '@temporalio/workflow';
import { normaliseName } from '../../domain/avatar/avatar.ts';
import { takesPhotos } from '../../domain/avatar/lifecycle.ts';
import { pending, progressed, receive, type Life } from '../../domain/avatar/life.ts';
import type { ReceivedPhoto } from '../../domain/photos/photo.ts';
import { takeOut } from '../../domain/photos/removed.ts';
import { refusal } from '../../domain/avatar/state.ts';
import { files, records } from '../shared/activity-options.ts';
import { refused } from '../shared/refused.ts';
import { whenClaimed } from './limits.ts';
import { focusPhotos } from './focus.ts';
import { claimPhotos, photoInboxWorkflowId } from '../photo-inbox/contract.ts';
import * as messages from './contract.ts';
import type { Heard } from './heard.ts';
import { leaveDoubt } from './leave-doubt.ts';
import { letPhotosBack } from './bring-back.ts';
import { mendPhotos } from './mend-photos.ts';
import { showAgain } from './contract.ts';
import { letResultsBeTaken } from './training/result-handlers.ts';
import { createOpening } from './opening.ts';
import { stopCheck } from './check-photo.ts';
import { decider } from './decider.ts';
import { letOperatorsResolve } from './training/resolve-submission.ts';
import type { Run } from './context.ts';

/** Sets every handler of an avatar's run. They change the life; the story in avatar.ts waits for what they change. */
export function listen(run: Run): Heard {
  const { life, input } = run;
  const { telegramId } = input.person;
  const heard: Heard = { ended: new Set(), told: new Map(), submitting: false, opened: input.carried !== undefined };
  const opening = createOpening(run, heard);
  const { setUpdate } = opening;

  /** @throws {ApplicationFailure} ActionRefused, with a Refusal as its detail */
  function granted(wish: Parameters<typeof refusal>[2]): void {
    const reason = refusal(life, input, wish);
    if (reason !== null) throw refused({ reason, status: life.status });
  }

  function touched(): void {
    life.touched = true;
  }

  /** Ends the run the only way that shows it as Canceled: Temporal is asked to cancel it. */
  async function end(how: NonNullable<typeof life.ending>): Promise<void> {
    life.ending = how;
    await CancellationScope.nonCancellable(() => records.cancelThisRun.executeWithOptions({ summary: how }, []));
  }

  setHandler(
    messages.state,
    () => {
      if (opening.isUnderWay()) throw new Error('it is being taken up: until then its row says how it stands');
      return run.state();
    },
    { description: 'The avatar as its owner sees it.' },
  );

  function took(photo: ReceivedPhoto): void {
    touched();
    const event = receive(life, photo, input.policy.photos.maxPhotos);
    if (life.latePhotos === 1) run.tell('late_photos');
    if (event === null) return;
    if (life.status === 'draft') run.happen(event);
    // The end of the burst shows the rest; what was refused at once starts none.
    else if (pending(life).length === 0) run.message.due();
  }

  setHandler(
    messages.photosReceived,
    (photos) => {
      const takeAll = () => photos.forEach(took);
      if (!opening.isUnderWay()) return takeAll();
      // Without rows there is nothing that they could be photos of.
      return opening.ended().then(takeAll, () => undefined);
    },
    { description: 'Photos of the person: Telegram ids only. One that is delivered twice counts once.' },
  );

  function trainerTold({ requestId, attempt }: { requestId: string; attempt?: number }): void {
    heard.ended.add(requestId);
    if (attempt !== undefined) heard.told.set(attempt, requestId);
  }

  setHandler(messages.trainerResult, trainerTold, {
    description: 'The trainer says that a training has ended. The result is fetched and checked whatever it says.',
  });

  setHandler(
    messages.trainingProgress,
    (report) => {
      if (life.status !== 'training' || life.request?.requestId !== report.requestId || life.watch?.stopping) return;
      const { avatarId } = input;
      if (report.refused) log.error('the trainer refuses our key or account: an operator is needed', { avatarId });
      else if (report.silentSince !== undefined) log.warn('the trainer does not answer', { avatarId, ...life.request });
      const before = life.watch?.phase;
      progressed(life, report);
      run.show(life.watch?.phase === before ? undefined : 'now');
    },
    { description: 'Progress of the training, from the activity that asks the trainer.' },
  );

  setHandler(
    messages.open,
    async ({ cardMessageId }) => {
      // Before any wait: what is drawn from here on is drawn over what stands there now.
      if (cardMessageId !== undefined) becomesCard(life, cardMessageId);
      await opening.ended();
      touched();
      if (takesPhotos(life.status)) await focusPhotos(run);
      run.show('now');
      await claimInbox(run);
      await run.message.settled();
      return run.state();
    },
    {
      validator: (wish) => granted(wish),
      description: 'Brings the avatar into focus: the next photos are its own. Shows its card.',
    },
  );

  setUpdate(
    messages.confirmStart,
    (wish) =>
      whenClaimed(run, { ...wish, action: 'start' }, () => {
        run.happen('start_confirmed');
        return run.state();
      }),
    {
      validator: (wish) => granted({ ...wish, action: 'start' }),
      description: 'Starts the paid training.',
    },
  );

  setUpdate(
    messages.cancel,
    async ({ tapped }) => {
      run.decided('cancelled', decider(), tapped);
      // How long a trainer takes to stop is not the person's to wait for: they see the end on the card.
      const answersAtOnce = life.status === 'training';
      if (answersAtOnce) {
        life.watch = { ...life.watch, stopping: 'asked' };
        run.show('now');
      }
      // What may have been paid is settled first: the run ends then.
      if (heard.submitting) life.ending = 'user';
      else await end('user');
      if (answersAtOnce) return run.state();
      await CancellationScope.nonCancellable(() =>
        condition(() => life.status === 'cancelled' || life.status === 'completed'),
      );
      return run.state();
    },
    {
      validator: (wish) => granted({ ...wish, action: 'cancel' }),
      description: 'Cancels the avatar, and its training at the trainer.',
    },
  );

  setUpdate(
    messages.waitOn,
    ({ tapped }) => {
      if (life.watch?.overdue) {
        const { overdue: _, ...watch } = life.watch;
        life.watch = watch;
        run.decided('waited_on', decider(), tapped);
        run.show('now');
      }
      return run.state();
    },
    {
      validator: (wish) => granted({ ...wish, action: 'wait_on' }),
      description: 'Waits on for a training that is overdue, for as long as its limit once more.',
    },
  );

  setUpdate(
    messages.retry,
    (wish) =>
      whenClaimed(run, { ...wish, action: 'retry' }, () => {
        touched();
        run.decided('retried', decider(), wish.tapped);
        run.happen('retried_training');
        return run.state();
      }),
    {
      validator: (wish) => granted({ ...wish, action: 'retry' }),
      description: 'Trains once more with the photos that are there.',
    },
  );

  setUpdate(
    messages.mendPhotos,
    async ({ without, tapped }) => {
      touched();
      run.decided('mended', decider(), tapped);
      await mendPhotos(run, without ?? false);
      return run.state();
    },
    {
      validator: (wish) => granted({ ...wish, action: 'mend_photos' }),
      description: 'Lets other photos be sent after a training that failed for them; or trains without those it names.',
    },
  );

  letOperatorsResolve(run, opening, touched);

  setUpdate(
    messages.rename,
    ({ name, messageId }) => {
      touched();
      life.name = normaliseName(name) ?? life.name;
      if (messageId !== undefined) life.namedBy = messageId;
      // The question for the name may stand in the card, and the name be the same: it is drawn all the same.
      overdrawn(life);
      run.show('now');
      return run.state();
    },
    {
      validator: (wish) => granted({ ...wish, action: 'rename' }),
      description: 'Gives the avatar another name.',
    },
  );

  setUpdate(
    messages.writeRows,
    async () => {
      run.show();
      await run.written();
      if (takesPhotos(life.status)) await claimInbox(run);
      return run.state();
    },
    {
      validator: (wish) => granted(wish),
      description:
        'Writes the avatar’s rows again where they are lost: an older database was restored, say. Takes photos that waited.',
    },
  );

  letPhotosBack(run, opening, touched);

  setUpdate(
    messages.removePhoto,
    async ({ number }) => {
      touched();
      const photo = life.photos.find((known) => known.number === number);
      if (photo) {
        takeOut(life, photo);
        if (photo.verdict === 'pending') {
          stopCheck(run, number);
          run.show('now');
          return run.state();
        }
        run.removals.add(number);
        if (!run.recount()) run.show('now');
        await CancellationScope.nonCancellable(() =>
          files.removePhoto.executeWithOptions({ summary: `remove photo ${number}` }, [
            { avatarId: input.avatarId, number },
          ]),
        ).finally(() => run.removals.delete(number));
        run.photosChanged();
      }
      return run.state();
    },
    {
      validator: (wish) => granted({ ...wish, action: 'remove_photo' }),
      description: 'Removes one photo, by its number.',
    },
  );

  setHandler(
    showAgain,
    (how) => {
      if (!how?.inPlace) life.cardLost = true;
      if (how?.language) life.language = how.language;
      if (!opening.isUnderWay()) run.show('now');
    },
    {
      description:
        'The person is back after having blocked the bot: their card is sent anew. Or it is edited, in their new language.',
    },
  );

  setUpdate(
    messages.deleteAvatar,
    async () => {
      const inTraining = life.status === 'training';
      life.ending = 'deleted';
      await CancellationScope.nonCancellable(async () => {
        // What may have been paid stays to be settled, by a run of its own.
        if (!inTraining) await leaveDoubt(run);
        // The trainer is told beside it, for as long as that takes.
        if (inTraining) await records.cancelThisRun.executeWithOptions({ summary: 'deleted' }, []);
        // Nothing is said of what is gone: it does not wait for what Telegram does not take.
        await run.stopTelling();
        await run.settled();
        await files.deleteAvatar.executeWithOptions({ summary: 'delete objects, then rows' }, [
          { avatarId: input.avatarId, telegramId },
        ]);
        if (!inTraining) await records.cancelThisRun.executeWithOptions({ summary: 'deleted' }, []);
      });
    },
    {
      validator: (wish) => granted({ ...wish, action: 'delete' }),
      description: 'Deletes the avatar with all its photos, and ends the run.',
    },
  );

  letResultsBeTaken(run, opening, { touched, granted });

  return heard;
}

/** What stands in the card's message is not known any more: it is drawn, whatever was drawn before. */
function overdrawn(life: Life): void {
  delete life.cardShown;
  life.cardOverdrawn = true;
}

/** One card an avatar: what was the card before goes. Of the message that is it now nobody knows what stands in it. */
function becomesCard(life: Life, messageId: number): void {
  overdrawn(life);
  if (life.questionId === messageId) delete life.questionId;
  if (life.cardMessageId === messageId) return;
  if (life.cardMessageId !== undefined) life.formerCardId = life.cardMessageId;
  life.cardMessageId = messageId;
}

/** Photos that came before any avatar was open are this one's. */
async function claimInbox({ input }: Run): Promise<void> {
  const inbox = getExternalWorkflowHandle(photoInboxWorkflowId(input.person.telegramId));
  // No inbox is the usual case, and no fault.
  await inbox.signal(claimPhotos, { avatarId: input.avatarId }).catch(() => undefined);
}
