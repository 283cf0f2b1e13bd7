import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { avatarChangeWorkflow } from '../../src/workflows/avatar-change/workflow.ts';
import * as messages from '../../src/workflows/contracts.ts';
import type { storageSweepWorkflow } from '../../src/workflows/storage-sweep/workflow.ts';
import { until } from '../support/until.ts';
import { userPaths } from './user-paths.ts';
import { OWNER, quickPolicy, type LabAvatar, type WorkflowLab } from '../support/workflow-lab.ts';

const by = OWNER;
const neverEnding = 1_000_000;

/** A path through a workflow, walked to its end. @returns the runs whose histories are kept, by suffix of the file's name */
type Walk = (lab: WorkflowLab) => Promise<Record<string, WorkflowHandle>>;

async function ended(avatar: LabAvatar): Promise<Record<string, WorkflowHandle>> {
  await avatar.ends();
  return { '': avatar.handle };
}

async function training(lab: WorkflowLab, polls: number): Promise<LabAvatar> {
  const avatar = await lab.avatar({ policy: quickPolicy({ pollIntervalMs: 30_000 }) });
  await avatar.ready();
  lab.fakes.script.polls = polls;
  await avatar.confirm();
  await until('the poll', async () => lab.fakes.called('awaitTraining').length, (count) => count > 0);
  return avatar;
}

const cancel = (avatar: LabAvatar) => avatar.handle.executeUpdate(messages.cancelAvatar, { args: [{ by }] });

/** The paths that need a history: every final state, retries, cancels at each stage, continue-as-new. */
export const paths: Record<string, Walk> = {
  ...userPaths,
  async completed(lab) {
    const avatar = await lab.avatar({ cardMessageId: 1 });
    await avatar.handle.executeUpdate(messages.openAvatar, { args: [{ by, cardMessageId: 1 }] });
    lab.fakes.script.verdicts = { small: { verdict: 'invalid', refusal: 'too_small' }, twin: { verdict: 'duplicate' } };
    await avatar.send('a', 'small', 'twin', 'a', 'b', 'c');
    await avatar.is('all judged', ({ photos }) => photos.pending === 0 && photos.valid === 3);
    await avatar.handle.executeUpdate(messages.removePhoto, { args: [{ by, number: 1 }] });
    await avatar.handle.executeUpdate(messages.renameAvatar, { args: [{ by, name: 'Anna' }] });
    lab.fakes.script.polls = 2;
    await avatar.confirm();
    return ended(avatar);
  },
  async 'completed-by-webhook'(lab) {
    const avatar = await training(lab, neverEnding);
    await avatar.handle.signal(messages.reportProgress, { requestId: 'request-1', percent: 40 });
    await avatar.send('late');
    await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'request-1', outcome: 'ok' });
    return ended(avatar);
  },
  async 'completed-after-busy-and-retry'(lab) {
    const avatar = await lab.avatar();
    await avatar.ready();
    lab.fakes.script.submissions = ['TrainerBusy'];
    lab.fakes.script.results = ['trainer_failed'];
    await avatar.confirm();
    await avatar.reaches('error');
    await avatar.handle.executeUpdate(messages.retryTraining, { args: [{ by }] });
    return ended(avatar);
  },
  async 'result-taken-after-all'(lab) {
    const avatar = await lab.avatar();
    await avatar.ready();
    lab.fakes.script.results = ['result_damaged', 'result_missing', 'trainer_failed'];
    await avatar.confirm();
    await avatar.is('damaged', ({ failure }) => failure === 'result_damaged');
    await avatar.handle.executeUpdate(messages.takeResult, { args: [{ by }] });
    await avatar.is('missing', ({ failure }) => failure === 'result_missing');
    await avatar.handle.executeUpdate(messages.retryTraining, { args: [{ by }] });
    return ended(avatar);
  },
  async 'result-late-then-cancelled'(lab) {
    const avatar = await lab.avatar({ policy: quickPolicy({ trainerSilenceMs: 200, cancelGraceMs: 300 }) });
    await avatar.ready();
    lab.fakes.script.resultErrors = neverEnding;
    lab.fakes.script.cancelAnswer = 'already_ended';
    await avatar.confirm();
    await avatar.is('late', ({ training: watch }) => watch?.taking === 'late');
    await cancel(avatar);
    return ended(avatar);
  },
  async 'left-while-a-result-is-taken'(lab) {
    const avatar = await lab.avatar();
    await avatar.ready();
    lab.fakes.script.resultErrors = neverEnding;
    await avatar.confirm();
    await until('the result', async () => lab.fakes.called('takeResult').length, (count) => count > 0);
    await avatar.handle.signal(messages.abandonAvatar);
    await avatar.handle.cancel();
    return ended(avatar);
  },
  async 'photo-removed-while-checked'(lab) {
    const avatar = await lab.avatar({ policy: quickPolicy({ slowCheckMs: 500 }) });
    const { promise, resolve } = Promise.withResolvers<void>();
    lab.fakes.script.checkingOf = { slow: promise };
    lab.fakes.script.verdicts = { copy: { verdict: 'duplicate', refusal: 'near_duplicate', of: 1 } };
    await avatar.send('a', 'slow', 'copy');
    await avatar.is('a slow check', ({ photoLines }) => photoLines.some(({ slow }) => slow));
    await avatar.handle.executeUpdate(messages.removePhoto, { args: [{ by, number: 1 }] });
    resolve();
    await avatar.is('all judged', ({ photos }) => photos.pending === 0);
    lab.fakes.script.verdicts = {};
    await avatar.send('copy');
    await avatar.reaches('ready');
    await avatar.confirm();
    return ended(avatar);
  },
  async 'submission-tried-again-and-found'(lab) {
    const avatar = await lab.avatar();
    await avatar.ready();
    lab.fakes.script.submissions = ['crash', 'crash'];
    lab.fakes.script.fates = [{ fate: 'never_sent' }, { fate: 'in_doubt' }];
    lab.fakes.script.found = { requestId: 'listed', endpoint: 'fal-ai/flux-lora-portrait-trainer' };
    await avatar.confirm();
    return ended(avatar);
  },
  async 'submission-decided-by-operator'(lab) {
    const avatar = await lab.avatar();
    await avatar.ready();
    lab.fakes.script.submissions = ['crash'];
    await avatar.confirm();
    await avatar.reaches('error');
    await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'strange', outcome: 'ok', attempt: 1 });
    await until('it was asked for', async () => lab.fakes.called('adoptRequest'), (asked) => asked.length > 0);
    lab.fakes.script.ours = ['named'];
    await avatar.handle.executeUpdate(messages.decideSubmission, { args: [{ decision: 'adopt', requestId: 'named' }] });
    return ended(avatar);
  },
  async 'submission-in-doubt-cancelled-then-given-up'(lab) {
    const avatar = await lab.avatar();
    await avatar.ready();
    lab.fakes.script.submissions = ['crash'];
    await avatar.confirm();
    await until('it is in doubt', async () => lab.fakes.called('findSubmission'), (asked) => asked.length > 0);
    await cancel(avatar);
    await avatar.reaches('error');
    await avatar.handle.executeUpdate(messages.decideSubmission, { args: [{ decision: 'give_up' }] });
    return ended(avatar);
  },
  async 'submission-in-doubt-left-behind'(lab) {
    const avatar = await lab.avatar();
    await avatar.ready();
    lab.fakes.script.submissions = ['crash'];
    await avatar.confirm();
    await avatar.reaches('error');
    await avatar.handle.executeUpdate(messages.deleteAvatar, { args: [{ by }] });
    const left = lab.client.workflow.getHandle(messages.submissionDoubtWorkflowId(avatar.avatarId, 1));
    const runs = await ended(avatar);
    lab.fakes.script.ours = ['late'];
    await left.signal(messages.reportTrainingEnd, { requestId: 'late', outcome: 'ok', attempt: 1 });
    await left.result();
    return { ...runs, '-doubt': left };
  },
  async 'faces-compared'(lab) {
    const avatar = await lab.avatar();
    const { promise, resolve } = Promise.withResolvers<void>();
    lab.fakes.script.comparing = promise;
    await avatar.ready();
    const compared = (times: number) =>
      until('comparisons', async () => lab.fakes.called('compareFaces').length, (count) => count === times);
    await compared(1);
    await avatar.send('c');
    await avatar.is('three valid', ({ photos }) => photos.valid === 3);
    resolve();
    await compared(2);
    await avatar.handle.executeUpdate(messages.removePhoto, { args: [{ by, number: 1 }] });
    await compared(3);
    lab.fakes.script.comparing = Promise.reject(ApplicationFailure.nonRetryable('no face model', 'WrongModel'));
    lab.fakes.script.comparing.catch(() => undefined);
    await avatar.send('d');
    await compared(4);
    await avatar.confirm();
    return ended(avatar);
  },
  async 'photos-named-then-trained-without'(lab) {
    const avatar = await lab.avatar();
    await avatar.send('a', 'b', 'c');
    await avatar.is('three valid', ({ photos }) => photos.valid === 3);
    lab.fakes.script.results = [{ reason: 'photos_rejected', photos: [2] }];
    await avatar.confirm();
    await avatar.reaches('error');
    await avatar.handle.executeUpdate(messages.replacePhotos, { args: [{ by, without: true }] });
    return ended(avatar);
  },
  async 'photos-weak-then-changed'(lab) {
    const avatar = await lab.avatar();
    await avatar.ready();
    lab.fakes.script.results = ['photos_rejected'];
    lab.fakes.script.weak = [1];
    await avatar.confirm();
    await avatar.reaches('error');
    await avatar.handle.executeUpdate(messages.replacePhotos, { args: [{ by }] });
    await avatar.reaches('ready');
    await avatar.handle.executeUpdate(messages.removePhoto, { args: [{ by, number: 1 }] });
    await avatar.send('d');
    await avatar.reaches('ready');
    await avatar.confirm();
    return ended(avatar);
  },
  async 'account-refused-then-retried'(lab) {
    const avatar = await lab.avatar();
    await avatar.ready();
    lab.fakes.script.submissions = ['trainer_account'];
    await avatar.confirm();
    await avatar.reaches('error');
    await avatar.handle.executeUpdate(messages.retryTraining, { args: [{ by }] });
    return ended(avatar);
  },
  async 'photos-kept-for-a-time'(lab) {
    const retentionOf = ({ avatarId }: LabAvatar) =>
      lab.client.workflow.getHandle(messages.photoRetentionWorkflowId(avatarId));
    const done = async (photoRetentionMs: number): Promise<LabAvatar> => {
      const avatar = await lab.avatar({ policy: quickPolicy({ photoRetentionMs }) });
      await avatar.ready();
      await avatar.confirm();
      await avatar.ends();
      return avatar;
    };
    const [elapsed, cancelled, hurried] = [await done(300), await done(neverEnding), await done(neverEnding)];
    await retentionOf(cancelled).cancel();
    await retentionOf(hurried).signal(messages.removePhotosNow);
    for (const avatar of [elapsed, cancelled, hurried]) await retentionOf(avatar).result().catch(() => undefined);
    return {
      '': elapsed.handle,
      '-elapsed': retentionOf(elapsed),
      '-cancelled': retentionOf(cancelled),
      '-hurried': retentionOf(hurried),
    };
  },
  async 'failed-unconfirmed'(lab) {
    const avatar = await lab.avatar({ policy: quickPolicy({ retryWindowMs: 500 }) });
    await avatar.ready();
    lab.fakes.script.submissions = ['submission_unconfirmed'];
    await avatar.confirm();
    return ended(avatar);
  },
  async 'cancelled-in-draft'(lab) {
    const avatar = await lab.avatar();
    await avatar.reaches('draft');
    await cancel(avatar);
    return ended(avatar);
  },
  async 'cancelled-in-uploading'(lab) {
    const avatar = await lab.avatar();
    await avatar.send('a');
    await avatar.is('one valid', ({ photos }) => photos.valid === 1);
    await cancel(avatar);
    return ended(avatar);
  },
  async 'cancelled-in-ready-by-operator'(lab) {
    const avatar = await lab.avatar();
    await avatar.ready();
    await avatar.handle.cancel();
    return ended(avatar);
  },
  async 'cancelled-in-training'(lab) {
    const avatar = await training(lab, neverEnding);
    await cancel(avatar);
    return ended(avatar);
  },
  async 'cancelled-too-late'(lab) {
    const avatar = await training(lab, neverEnding);
    lab.fakes.script.cancelAnswer = 'already_ended';
    await cancel(avatar);
    return ended(avatar);
  },
  async 'overdue-waited-on-and-silent'(lab) {
    const avatar = await lab.avatar({ policy: quickPolicy({ pollIntervalMs: 30_000, queueLimitMs: 300, runLimitMs: 300 }) });
    await avatar.ready();
    lab.fakes.script.polls = neverEnding;
    await avatar.confirm();
    const overdue = (phase: 'queued' | 'running') => avatar.is(`${phase} too long`, ({ training: watch }) => watch?.overdue === phase);
    const tell = (report: object) => avatar.handle.signal(messages.reportProgress, { requestId: 'request-1', percent: 0, ...report });
    await overdue('queued');
    await avatar.handle.executeUpdate(messages.extendWait, { args: [{ by }] });
    await overdue('queued');
    await tell({ phase: 'running', runningSince: Date.now(), silentSince: Date.now() });
    await avatar.is('silent', ({ training: watch }) => watch?.silentSince !== undefined);
    await tell({ phase: 'running', percent: 30, source: 'logs', runningSince: Date.now() });
    await overdue('running');
    await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'request-1', outcome: 'ok' });
    return ended(avatar);
  },
  async 'cancelled-and-seen-through'(lab) {
    const avatar = await training(lab, neverEnding);
    await cancel(avatar);
    return ended(avatar);
  },
  async 'cancelled-and-finished-nevertheless'(lab) {
    const avatar = await training(lab, neverEnding);
    lab.fakes.script.ignoresCancel = true;
    await cancel(avatar);
    await until('a look', async () => lab.fakes.called('awaitTraining').some(({ quiet }) => quiet), (looked) => looked);
    await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'request-1', outcome: 'ok' });
    return ended(avatar);
  },
  async 'cancelled-while-the-trainer-is-away'(lab) {
    const avatar = await lab.avatar({ policy: quickPolicy({ trainerSilenceMs: 200 }) });
    await avatar.ready();
    lab.fakes.script.polls = neverEnding;
    lab.fakes.script.cancelErrors = 2;
    await avatar.confirm();
    await until('the poll', async () => lab.fakes.called('awaitTraining').length, (count) => count > 0);
    await cancel(avatar);
    return ended(avatar);
  },
  async 'deleted-in-training'(lab) {
    const avatar = await training(lab, neverEnding);
    await avatar.handle.executeUpdate(messages.deleteAvatar, { args: [{ by }] });
    return ended(avatar);
  },
  async 'training-timeout-and-stopped-late'(lab) {
    const avatar = await lab.avatar({
      policy: quickPolicy({ trainingTimeoutMs: 400, cancelGraceMs: 300, trainerSilenceMs: 100 }),
    });
    await avatar.ready();
    lab.fakes.script.polls = neverEnding;
    lab.fakes.script.cancelErrors = 2;
    await avatar.confirm();
    await avatar.reaches('error');
    await until('it was told', async () => lab.fakes.called('cancelTraining').length, (count) => count === 3);
    lab.fakes.script.polls = 0;
    lab.fakes.script.results = [];
    await avatar.handle.executeUpdate(messages.retryTraining, { args: [{ by }] });
    return ended(avatar);
  },
  async 'training-timeout-then-deleted'(lab) {
    const avatar = await lab.avatar({ policy: quickPolicy({ trainingTimeoutMs: 400 }) });
    await avatar.ready();
    lab.fakes.script.polls = neverEnding;
    await avatar.confirm();
    await avatar.reaches('error');
    await avatar.handle.executeUpdate(messages.deleteAvatar, { args: [{ by }] });
    return ended(avatar);
  },
  async expired(lab) {
    const avatar = await lab.avatar({ policy: quickPolicy({ uploadTtlMs: 800, reminderBeforeMs: 400 }) });
    await avatar.send('a');
    return ended(avatar);
  },
  async 'news-left'(lab) {
    let isAway = true;
    lab.fakes.script.announcing = async () => {
      if (isAway) throw new Error('Telegram does not answer');
      return 1;
    };
    const avatar = await training(lab, 0);
    await avatar.ends();
    const news = lab.client.workflow.getHandle(messages.newsLeftWorkflowId(avatar.avatarId));
    isAway = false;
    await news.result();
    return { '': avatar.handle, '-news': news };
  },
  async 'continued-as-new'(lab) {
    const avatar = await lab.avatar({ policy: quickPolicy({}, { historyEvents: 30 }) });
    await avatar.send('a');
    await avatar.is('one valid', ({ photos }) => photos.valid === 1);
    const first = lab.client.workflow.getHandle(avatar.handle.workflowId, avatar.handle.firstExecutionRunId);
    const latest = lab.client.workflow.getHandle(avatar.handle.workflowId);
    await latest.executeUpdate(messages.renameAvatar, { args: [{ by, name: 'Anna' }] });
    const { runId } = await until('a new run', () => latest.describe(), (run) => run.runId !== avatar.handle.firstExecutionRunId);
    const second = lab.client.workflow.getHandle(avatar.handle.workflowId, runId);
    await second.executeUpdate(messages.cancelAvatar, { args: [{ by }] });
    await second.result().catch(() => undefined);
    return { '-first': first, '-second': second };
  },
  async reopened(lab) {
    const kept = (number: number) =>
      ({ fileId: `f${number}`, fileUniqueId: `u${number}`, messageId: number, number, verdict: 'valid' }) as const;
    lab.fakes.script.kept = { name: 'Anna', photos: [kept(1), kept(3)] };
    const avatar = await lab.avatar({ reopen: true });
    await avatar.reaches('ready');
    await avatar.confirm();
    return ended(avatar);
  },
  async 'taken-up-in-doubt'(lab) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const unfinished = 'in_doubt' as const;
    Object.assign(lab.fakes.script, { opening: promise, kept: { name: 'Anna', photos: [], attempts: 1, unfinished } });
    const avatar = await lab.avatar({ reopen: true });
    const named = avatar.handle.executeUpdate(messages.renameAvatar, { args: [{ by, name: 'Eve' }] });
    await avatar.send('early');
    resolve();
    await named;
    await avatar.reaches('error');
    lab.fakes.script.ours = ['late'];
    await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'late', outcome: 'ok', attempt: 1 });
    return ended(avatar);
  },
  async 'rows-written-again'(lab) {
    const avatar = await lab.avatar();
    await avatar.ready();
    lab.fakes.script.rowsLost.add('uploadArchive');
    await avatar.confirm();
    return ended(avatar);
  },
  async inbox(lab) {
    const inbox = await lab.client.workflow.signalWithStart(messages.workflowTypes.photoInbox, {
      workflowId: messages.photoInboxWorkflowId(Number.parseInt(randomUUID().slice(0, 8), 16)),
      taskQueue: lab.taskQueue,
      args: [{ telegramId: OWNER, language: 'ru', burstQuietMs: 50, ttlMs: 60_000 } satisfies messages.PhotoInboxInput],
      signal: messages.addPhotos,
      signalArgs: [[{ fileId: 'early', fileUniqueId: 'early', messageId: 1 }]],
    });
    await until('the question', async () => lab.fakes.called('announce').length, (count) => count > 0);
    const avatar = await lab.avatar();
    await inbox.signal(messages.claimPhotos, { avatarId: avatar.avatarId });
    await inbox.result();
    await avatar.handle.terminate();
    return { '': inbox };
  },
  async 'inbox-continued-as-new'(lab) {
    const { workflowId, firstExecutionRunId } = await lab.client.workflow.start(messages.workflowTypes.photoInbox, {
      workflowId: messages.photoInboxWorkflowId(Number.parseInt(randomUUID().slice(0, 8), 16)),
      taskQueue: lab.taskQueue,
      args: [
        { telegramId: OWNER, language: 'ru', burstQuietMs: 50, ttlMs: 60_000, historyEvents: 20 } satisfies messages.PhotoInboxInput,
      ],
    });
    const latest = lab.client.workflow.getHandle(workflowId);
    const isNext = ({ runId }: { runId: string }) => runId !== firstExecutionRunId;
    for (let messageId = 1; !isNext(await latest.describe()); messageId += 1) {
      await latest.signal(messages.addPhotos, [{ fileId: `f${messageId}`, fileUniqueId: `u${messageId}`, messageId }]);
    }
    const { runId } = await latest.describe();
    const avatar = await lab.avatar();
    const second = lab.client.workflow.getHandle(workflowId, runId);
    await second.signal(messages.claimPhotos, { avatarId: avatar.avatarId });
    await second.result();
    await avatar.handle.terminate();
    return { '-first': lab.client.workflow.getHandle(workflowId, firstExecutionRunId), '-second': second };
  },
  async 'news-carried-over'(lab) {
    const timing = { uploadTtlMs: 60_000, reminderBeforeMs: 59_500 };
    const avatar = await lab.avatar({ policy: quickPolicy(timing, { historyEvents: 40 }) });
    let isAway = true;
    lab.fakes.script.announcing = async () => {
      if (isAway) throw new Error('Telegram does not answer');
    };
    await avatar.send('a');
    await until('the reminder', async () => lab.fakes.called('announce').length, (count) => count > 0);
    const { firstExecutionRunId, workflowId } = avatar.handle;
    const latest = lab.client.workflow.getHandle(workflowId);
    const isNext = ({ runId }: { runId: string }) => runId !== firstExecutionRunId;
    for (let number = 1; !isNext(await latest.describe()); number += 1) {
      await latest.executeUpdate(messages.renameAvatar, { args: [{ by, name: `Anna ${number}` }] });
    }
    isAway = false;
    const before = lab.fakes.called('announce').length;
    await until('the reminder again', async () => lab.fakes.called('announce').length, (count) => count > before);
    const second = lab.client.workflow.getHandle(workflowId, (await latest.describe()).runId);
    await second.executeUpdate(messages.cancelAvatar, { args: [{ by }] });
    await second.result().catch(() => undefined);
    return { '-first': lab.client.workflow.getHandle(workflowId, firstExecutionRunId), '-second': second };
  },
  async 'taken-up'(lab) {
    const kept = (number: number) =>
      ({ fileId: `f${number}`, fileUniqueId: `u${number}`, messageId: number, number, verdict: 'valid' }) as const;
    const photos = [kept(1), kept(2)];
    const avatarId = randomUUID();
    const takingUp = await lab.client.workflow.start(messages.workflowTypes.takeUp, {
      workflowId: messages.takeUpWorkflowId(avatarId),
      taskQueue: lab.taskQueue,
      args: [{ avatarId } satisfies messages.TakeUpInput],
    });
    await takingUp.result();
    const unfinished = { requestId: 'paid', endpoint: 'fal-ai/fake' };
    lab.fakes.script.kept = { name: 'Anna', photos, attempts: 2, unfinished };
    const inTraining = await lab.avatar({ avatarId, reopen: true });
    await inTraining.ends();
    return { '': takingUp, '-in-training': inTraining.handle };
  },
  async 'stuck-avatar-deleted'(lab) {
    const avatar = await lab.avatar();
    const change = await lab.client.workflow.start<typeof avatarChangeWorkflow>(messages.workflowTypes.avatarChange, {
      workflowId: messages.avatarChangeWorkflowId(avatar.avatarId),
      taskQueue: lab.taskQueue,
      args: [{ avatarId: avatar.avatarId, by, change: { kind: 'delete', stuck: true } }],
    });
    await change.result();
    return { '': change };
  },
  async 'changes-of-an-ended-avatar'(lab) {
    const change = async (kind: messages.AvatarChangeInput['change']): Promise<WorkflowHandle> => {
      const avatarId = randomUUID();
      const handle = await lab.client.workflow.start<typeof avatarChangeWorkflow>(messages.workflowTypes.avatarChange, {
        workflowId: messages.avatarChangeWorkflowId(avatarId),
        taskQueue: lab.taskQueue,
        args: [{ avatarId, by, change: kind }],
      });
      await handle.result();
      return handle;
    };
    return {
      '-rename': await change({ kind: 'rename', name: 'Anna' }),
      '-delete': await change({ kind: 'delete' }),
      '-expect-name': await change({ kind: 'expect_name' }),
    };
  },
  async 'choices-about-an-ended-avatar'(lab) {
    const change = async (kind: 'keep_name' | 'main'): Promise<WorkflowHandle> => {
      const avatarId = randomUUID();
      const handle = await lab.client.workflow.start<typeof avatarChangeWorkflow>(messages.workflowTypes.avatarChange, {
        workflowId: messages.avatarChangeWorkflowId(avatarId),
        taskQueue: lab.taskQueue,
        args: [{ avatarId, by, change: { kind } }],
      });
      await handle.result();
      return handle;
    };
    return { '-keep-name': await change('keep_name'), '-main': await change('main') };
  },
  async 'completed-with-pictures'(lab) {
    const avatar = await lab.avatar({ policy: quickPolicy({}, { preview: { pictures: 2 } }) });
    await avatar.ready();
    await avatar.confirm();
    await avatar.ends();
    const pictures = lab.client.workflow.getHandle(messages.previewWorkflowId(avatar.avatarId));
    await pictures.result();
    return { '': avatar.handle, '-pictures': pictures };
  },
  async 'card-in-measure'(lab) {
    const avatar = await lab.avatar({ policy: quickPolicy({ pollIntervalMs: 30_000, progressEveryMs: 500 }) });
    await avatar.ready();
    lab.fakes.script.polls = neverEnding;
    await avatar.confirm();
    await until('the poll', async () => lab.fakes.called('awaitTraining').length, (count) => count > 0);
    const tell = (percent: number) =>
      avatar.handle.signal(messages.reportProgress, { requestId: 'request-1', phase: 'running', percent });
    for (const percent of [10, 15, 20, 25]) await tell(percent);
    await until('the last', async () => lab.fakes.called('showCard').at(-1)?.avatar.progress, (last) => last === 25);
    // A waiting one is overtaken by one that does not wait.
    await tell(30);
    await avatar.handle.executeUpdate(messages.renameAvatar, { args: [{ by, name: 'Anna' }] });
    await tell(35);
    await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'request-1', outcome: 'ok' });
    return ended(avatar);
  },
  async 'language-chosen'(lab) {
    const avatar = await lab.avatar({ cardMessageId: 5 });
    await avatar.reaches('draft');
    lab.fakes.script.living = [randomUUID(), avatar.avatarId];
    const person = { telegramId: OWNER, language: 'ru', firstName: 'Анна' } as const;
    const language = await lab.client.workflow.signalWithStart(messages.workflowTypes.userLanguage, {
      workflowId: `language-${randomUUID()}`,
      taskQueue: lab.taskQueue,
      args: [{ telegramId: OWNER }],
      signal: messages.changeLanguage,
      signalArgs: [{ user: person, chosen: 'en', updateId: 1 }],
    });
    await language.result();
    await cancel(avatar);
    await avatar.ends();
    return { '-language': language, '-avatar': avatar.handle };
  },
  async 'pictures-hard-to-get'(lab) {
    lab.fakes.script.previewSubmissions = ['PreviewRefused', 'crash', 'crash', 'crash', 'TrainerBusy'];
    const accepted = { fate: 'accepted', request: { requestId: 'found', endpoint: 'fal-ai/fake-painter' } } as const;
    lab.fakes.script.previewFates = [{ fate: 'unconfirmed' }, accepted, { fate: 'never_sent' }];
    const pictures = await lab.pictures(randomUUID(), 5);
    await pictures.result();
    return { '': pictures };
  },
  async 'pictures-of-a-deleted-avatar'(lab) {
    const avatarId = randomUUID();
    lab.fakes.script.drawing = true;
    const pictures = await lab.pictures(avatarId, 2);
    await until('they are drawn', async () => lab.fakes.called('receivePreview').length, (count) => count >= 2);
    const deletion = await lab.client.workflow.start<typeof avatarChangeWorkflow>(messages.workflowTypes.avatarChange, {
      workflowId: messages.avatarChangeWorkflowId(avatarId),
      taskQueue: lab.taskQueue,
      args: [{ avatarId, by, change: { kind: 'delete' } }],
    });
    await deletion.result();
    await pictures.result().catch(() => undefined);
    return { '-pictures': pictures, '-deletion': deletion };
  },
  async 'storage-sweep'(lab) {
    const sweep = await lab.client.workflow.start<typeof storageSweepWorkflow>(messages.workflowTypes.storageSweep, {
      workflowId: `${messages.STORAGE_SWEEP}-${randomUUID()}`,
      taskQueue: lab.taskQueue,
      args: [],
    });
    await sweep.result();
    return { '': sweep };
  },
  async 'photo-brought-back'(lab) {
    const avatar = await lab.avatar();
    await avatar.ready();
    const about = (number: number) => ({ args: [{ by, number }] as [{ by: number; number: number }] });
    await avatar.handle.executeUpdate(messages.removePhoto, about(1));
    await avatar.handle.executeUpdate(messages.bringBackPhoto, about(1));
    const { promise, resolve } = Promise.withResolvers<void>();
    lab.fakes.script.removing = promise;
    const removing = avatar.handle.executeUpdate(messages.removePhoto, about(2));
    await avatar.is('it is out', ({ removed }) => removed?.[0] === 2);
    lab.fakes.script.verdicts = { b: { verdict: 'duplicate', refusal: 'near_duplicate', of: 1 } };
    const coming = avatar.handle.executeUpdate(messages.bringBackPhoto, about(2));
    resolve();
    await Promise.all([removing, coming]);
    await avatar.send('c');
    await avatar.reaches('ready');
    await avatar.confirm();
    return ended(avatar);
  },
  async 'photos-looked-at'(lab) {
    const avatarId = randomUUID();
    const review = messages.photoReviewWorkflowId(avatarId);
    const look = (what: Partial<messages.PhotoLook>) =>
      lab.client.workflow.signalWithStart(messages.workflowTypes.photoReview, {
        workflowId: review,
        taskQueue: lab.taskQueue,
        args: [{ avatarId, telegramId: OWNER, avatarType: 'character', minPhotos: 10 }],
        signal: messages.lookAtPhotos,
        signalArgs: [{ removed: [], mayRemove: true, ...what }],
      });
    const shown = (times: number) =>
      until('photos', async () => lab.fakes.called('showPhotos').length, (count) => count === times);
    await look({});
    await shown(1);
    lab.fakes.script.telegramDown = true;
    await look({ messageId: 1001, number: 2, removed: [1] });
    await shown(2);
    lab.fakes.script.telegramDown = false;
    await look({});
    await shown(3);
    const handle = lab.client.workflow.getHandle(review);
    await handle.result();
    return { '': handle };
  },
};
