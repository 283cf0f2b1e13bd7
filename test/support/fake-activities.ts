import { ApplicationFailure } from '@temporalio/common';
import type { Activities } from '../../src/activities/index.ts';
import type { PreviewFate } from '../../src/activities/pictures/previews.ts';
import type { Inventory } from '../../src/activities/user-deletion/deletion.ts';
import { withHeartbeats } from '../../src/activities/lib/heartbeats.ts';
import { notOpened, stillTraining } from '../../src/activities/lib/failures.ts';
import type { TrainingClaim } from '../../src/activities/avatar/limits.ts';
import type { Adoption, SubmissionFate } from '../../src/activities/avatar/training/submission.ts';
import type { TrainingRequest } from '../../src/domain/avatar/life.ts';
import type { Counted } from '../../src/domain/limits/limits.ts';
import type { AvatarPhoto, PhotoVerdict } from '../../src/domain/photos/photo.ts';
import type { FailureReason } from '../../src/domain/training/training.ts';
import type { Runs } from '../../src/activities/ports/runs.ts';
import { Context, heartbeat } from '@temporalio/activity';

/** What the fakes do; a test changes it as it goes. */
export interface Script {
  /** Verdict by file_unique_id; default: valid. */
  verdicts: Record<string, PhotoVerdict>;
  /** Polls that find the training running before one finds it ended. */
  polls: number;
  /** How the next submissions fail, in order; later ones succeed. */
  submissions: ('TrainerBusy' | FailureReason | 'crash' | { readonly busy: FailureReason })[];
  /** Fates of the next submissions without an answer; default: in doubt. */
  fates: SubmissionFate[];
  /** What FAL's list of requests shows. */
  found: TrainingRequest | null;
  /** Requests of this attempt, and the answer for any other; default: unknown to FAL. */
  ours: string[];
  notAdopted: Exclude<Adoption, 'adopted'> | undefined;
  /** How the next polls fail for good. */
  polled: FailureReason[];
  /** So many results that the trainer does not give. */
  resultErrors: number;
  /** How the next results fail, with the photos that the trainer names. */
  results: (FailureReason | { readonly reason: FailureReason; readonly photos?: readonly number[] })[];
  /** Whether the avatar still exists when the next results are saved; default: true. */
  saved: boolean[];
  /** Photos that our own report calls weak. */
  weak: number[];
  cancelAnswer: 'requested' | 'already_ended' | 'unknown';
  /** So many cancels that the trainer does not answer. */
  cancelErrors: number;
  /** A cancelled training completes nevertheless. */
  ignoresCancel: boolean;
  /** Blocks every result until it resolves. */
  taking: Promise<void>;
  /** Blocks every check of a photo until it resolves. */
  checking: Promise<void>;
  /** Blocks the check of one photo, by its file_unique_id. */
  checkingOf: Record<string, Promise<void>>;
  /** Blocks every comparison of faces until it resolves. */
  comparing: Promise<void>;
  /** Blocks the archive until it resolves. */
  archiving: Promise<void>;
  /** Pictures to make; default: all that are asked for. null: the avatar is deleted. */
  steps: Awaited<ReturnType<Activities['planPreviews']>> | undefined;
  /** How the next submissions of pictures fail, in order; later ones succeed. */
  previewSubmissions: ('TrainerBusy' | 'PreviewRefused' | 'crash')[];
  /** Fates of the next pictures' submissions without an answer; default: unconfirmed. */
  previewFates: PreviewFate[];
  /** Pictures never finish. */
  drawing: boolean;
  kept: Awaited<ReturnType<Activities['openAvatar']>> | null;
  /** Activities that find no rows of the avatar until these are restored. */
  rowsLost: Set<keyof Activities>;
  /** The rows are not restored: all of the user's data are being deleted. */
  beingDeleted: boolean;
  openAvatarId: string | null;
  /** Blocks the query for the open avatar until it resolves. */
  looking: Promise<unknown>;
  telegramDown: boolean;
  /** Replaces the fake `showCard`. */
  showing: Activities['showCard'] | undefined;
  /** Replaces the fake `announce`. */
  announcing: Activities['announce'] | undefined;
  /** Refusal reasons of the next openings. */
  refusals: ('being_deleted' | 'too_many_avatars')[];
  /** Answers of the next claims of a training; default: granted. */
  claims: TrainingClaim[];
  /** Blocks every submission until it resolves. */
  submitting: Promise<void>;
  /** Whether Temporal has something to restart the avatar from. */
  takesUp: boolean;
  /** Blocks every opening of an avatar until it resolves. */
  opening: Promise<void>;
  /** Blocks every claim of a training until it resolves. */
  claiming: Promise<void>;
  /** Answers of the next requests for photos; default: all are granted. */
  takes: { granted: number; waitMs: number }[];
  /** Ids of the user's row in the next queries; default: null. */
  persons: (string | null)[];
  /** Blocks the beginning of a deletion until it resolves. */
  beginning: Promise<void>;
  /** The user's avatars. */
  avatarsFound: string[];
  inventory: Inventory;
  /** What the next checks find left; default: nothing. */
  remains: { objects: number; rows: number }[];
  /** Results of the next deletions of the user's row; default: true. */
  gone: boolean[];
  /** Which usage times are kept. */
  usageKept: Counted;
  /** FAL's answer to a request to forget. */
  forgetting: 'deleted' | 'unknown' | 'not_allowed' | 'fault';
  living: string[];
  /** How many runs the next erasures find; default: none. */
  erased: number[];
  /** Blocks every showing of photos until it resolves. */
  reviewing: Promise<void>;
  /** Blocks every removal of a photo until it resolves. */
  removing: Promise<void>;
}

/** Activities without side effects that record their calls. */
export interface FakeActivities {
  readonly activities: Activities;
  readonly script: Script;
  /** In order. */
  readonly calls: { name: keyof Activities; argument: unknown }[];
  /** Arguments of the calls of one activity. */
  called<K extends keyof Activities>(name: K): Parameters<Activities[K]>[0][];
  /** Photos whose checks have begun, in order. */
  checked(): readonly AvatarPhoto[];
}

export function createFakeActivities(
  runs: Pick<Runs, 'cancel'> & Partial<Pick<Runs, 'endAvatar' | 'reportSlowChecks'>>,
): FakeActivities {
  const calls: FakeActivities['calls'] = [];
  const checked: AvatarPhoto[] = [];
  const script: Script = {
    verdicts: {},
    polls: 0,
    submissions: [],
    fates: [],
    found: null,
    ours: [],
    notAdopted: undefined,
    polled: [],
    resultErrors: 0,
    results: [],
    saved: [],
    weak: [],
    cancelAnswer: 'requested',
    cancelErrors: 0,
    ignoresCancel: false,
    taking: Promise.resolve(),
    checking: Promise.resolve(),
    checkingOf: {},
    comparing: Promise.resolve(),
    archiving: Promise.resolve(),
    steps: undefined,
    previewSubmissions: [],
    previewFates: [],
    drawing: false,
    kept: null,
    rowsLost: new Set(),
    beingDeleted: false,
    openAvatarId: null,
    looking: Promise.resolve(),
    telegramDown: false,
    showing: undefined,
    announcing: undefined,
    refusals: [],
    claims: [],
    submitting: Promise.resolve(),
    takesUp: true,
    opening: Promise.resolve(),
    claiming: Promise.resolve(),
    takes: [],
    persons: [],
    beginning: Promise.resolve(),
    avatarsFound: [],
    inventory: { avatars: 0, lost: 0, inDoubt: 0, requests: [], finetuneIds: [], photos: 0, models: 0, bytes: 0 },
    remains: [],
    gone: [],
    usageKept: 'nothing',
    forgetting: 'deleted',
    living: [],
    erased: [],
    reviewing: Promise.resolve(),
    removing: Promise.resolve(),
  };
  const note = (name: keyof Activities, argument?: unknown) => void calls.push({ name, argument });
  const needsRows = (name: keyof Activities): void => {
    if (script.rowsLost.has(name)) throw ApplicationFailure.nonRetryable('there are no rows', 'RowsLost');
  };
  let lastMessageId = 1000;

  const activities: Activities = {
    async openAvatar(avatar) {
      note('openAvatar', avatar);
      const refusal = script.refusals.shift();
      if (refusal) throw notOpened(refusal, 'refused', 5_000_000_000_000);
      await script.opening;
      return script.kept ?? { name: avatar.choices.name, photos: [] };
    },
    async restoreAvatar(lost) {
      note('restoreAvatar', lost);
      if (script.beingDeleted) throw notOpened('being_deleted', 'all is being deleted');
      script.rowsLost.clear();
    },
    async restorePhoto(check) {
      note('restorePhoto', check);
      return { verdict: 'valid', width: 1024, height: 1024 };
    },
    async focusPhotos(argument) {
      note('focusPhotos', argument);
      needsRows('focusPhotos');
    },
    async expectName(argument) {
      note('expectName', argument);
      return true;
    },
    async openAvatarOf(argument) {
      note('openAvatarOf', argument);
      await script.looking;
      return script.openAvatarId;
    },
    async saveAvatar(record) {
      note('saveAvatar', record);
      needsRows('saveAvatar');
      return { photos: [], training: false };
    },
    async renameAvatar(argument) {
      note('renameAvatar', argument);
      return true;
    },
    async checkPhotos(asked) {
      note('checkPhotos', asked);
      needsRows('checkPhotos');
      const { avatarId, photos, limits, valid, slowAfterMs } = asked;
      const take = script.takes.length > 0 && asked.perMinute > 0 ? script.takes.shift() : undefined;
      const room = Math.min(limits.maxPhotos - valid, take?.granted ?? Infinity);
      const judged = photos.slice(0, room);
      checked.push(...judged);
      const held = Promise.all([script.checking, ...judged.map(({ fileUniqueId }) => script.checkingOf[fileUniqueId])]);
      const slow = setTimeout(() => {
        const numbers = judged.map(({ number }) => number);
        void runs.reportSlowChecks?.(avatarId, numbers).catch(() => undefined);
      }, slowAfterMs);
      await withHeartbeats(() => Promise.race([held, Context.current().cancelled])).finally(() => clearTimeout(slow));
      const verdicts = judged.map(({ number, fileUniqueId }) => ({
        number,
        ...(script.verdicts[fileUniqueId] ?? ({ verdict: 'valid', width: 1024, height: 1024 } as const)),
      }));
      return { verdicts, ...(take?.granted === 0 && { waitMs: take.waitMs }) };
    },
    async compareFaces(argument) {
      note('compareFaces', argument);
      await script.comparing;
      return 2;
    },
    async showPhotos(argument) {
      note('showPhotos', argument);
      if (script.telegramDown) throw ApplicationFailure.nonRetryable('Telegram is away', 'TelegramUnreachable');
      await script.reviewing;
      return { messageId: argument.messageId ?? (lastMessageId += 1) };
    },
    async removePhoto(argument) {
      note('removePhoto', argument);
      await script.removing;
    },
    async removeTrainedPhotos(argument) {
      note('removeTrainedPhotos', argument);
      return 9;
    },
    async keepTrainedPhotos(argument) {
      note('keepTrainedPhotos', argument);
    },
    async deleteAvatar(argument) {
      note('deleteAvatar', argument);
      return true;
    },
    async buildArchive(submission) {
      note('buildArchive', submission);
      const timer = setInterval(() => heartbeat(), 100);
      try {
        await Promise.race([script.archiving, Context.current().cancelled]);
      } finally {
        clearInterval(timer);
      }
      return { photos: 10, bytes: 1000 };
    },
    async submitTraining(submission) {
      note('submitTraining', submission);
      await withHeartbeats(() => script.submitting);
      needsRows('submitTraining');
      const failure = script.submissions.shift();
      if (failure === 'crash') throw new Error('the connection was lost');
      if (typeof failure === 'object') {
        throw ApplicationFailure.nonRetryable('busy', 'TrainerBusy', { reason: failure.busy });
      }
      if (failure) throw ApplicationFailure.nonRetryable('refused', failure);
      return { requestId: `request-${submission.attempt}`, endpoint: 'fal-ai/fake' };
    },
    async uploadArchive(submission) {
      note('uploadArchive', submission);
      needsRows('uploadArchive');
    },
    async settleSubmission(submission) {
      note('settleSubmission', submission);
      return script.fates.shift() ?? { fate: 'in_doubt' };
    },
    async findSubmission(submission) {
      note('findSubmission', submission);
      return script.found;
    },
    async adoptRequest(named) {
      note('adoptRequest', named);
      return script.ours.includes(named.requestId) ? 'adopted' : (script.notAdopted ?? 'unknown_request');
    },
    async endTraining(argument) {
      note('endTraining', argument);
    },
    async saveRequest(argument) {
      note('saveRequest', argument);
      needsRows('saveRequest');
    },
    async awaitTraining(watch) {
      note('awaitTraining', watch);
      heartbeat({ poll: script.polls });
      const ended = script.polled.shift();
      if (ended) throw ApplicationFailure.nonRetryable('no such training', ended, { reason: ended });
      if (script.polls <= 0) return;
      script.polls -= 1;
      throw stillTraining('training', watch.pollIntervalMs);
    },
    async takeResult(argument) {
      note('takeResult', argument);
      if (script.resultErrors > 0) {
        script.resultErrors -= 1;
        throw new Error('FAL does not give the result');
      }
      await script.taking;
      const failure = script.results.shift();
      if (failure) {
        const fault = typeof failure === 'string' ? { reason: failure } : failure;
        throw ApplicationFailure.nonRetryable('no result', fault.reason, fault);
      }
      return { weightsKey: `avatars/${argument.avatarId}/weights.safetensors`, weightsSha256: 'ab', weightsBytes: 3 };
    },
    async saveResult(record) {
      note('saveResult', record);
      return script.saved.shift() ?? true;
    },
    async dropResult(argument) {
      note('dropResult', argument);
    },
    async cancelTraining(request) {
      note('cancelTraining', request);
      if (script.cancelErrors > 0) {
        script.cancelErrors -= 1;
        throw new Error('FAL does not answer');
      }
      if (script.cancelAnswer === 'requested' && !script.ignoresCancel) {
        script.polls = 0;
        script.results.unshift('trainer_failed');
      }
      return script.cancelAnswer;
    },
    async showCard(argument) {
      note('showCard', argument);
      if (script.telegramDown) throw new Error('Telegram does not answer');
      if (script.showing) return script.showing(argument);
      const { avatar, repost } = argument;
      const shown = { digest: 'fake', progress: avatar.progress };
      return { messageId: repost ? (lastMessageId += 1) : (avatar.cardMessageId ?? (lastMessageId += 1)), shown };
    },
    async announce(announcement) {
      note('announce', announcement);
      return script.announcing ? script.announcing(announcement) : (lastMessageId += 1);
    },
    async cancelThisRun() {
      note('cancelThisRun');
      const { workflowId, runId } = Context.current().info.workflowExecution ?? {};
      if (workflowId && runId) await runs.cancel(workflowId, runId);
    },
    async endStuckRun(argument) {
      note('endStuckRun', argument);
      await runs.endAvatar?.(argument.avatarId, 'stuck');
      return [{ requestId: 'request-1', endpoint: 'fal-ai/fake' }];
    },
    async weakPhotos(argument) {
      note('weakPhotos', argument);
      return script.weak;
    },
    async planPreviews(argument) {
      note('planPreviews', argument);
      const { avatarId, pictures } = argument;
      const all = Array.from({ length: pictures }, (_, index) => ({ avatarId, number: index + 1, tryNumber: 1 }));
      return script.steps === undefined ? all : script.steps;
    },
    async submitPreview(step) {
      note('submitPreview', step);
      const failure = script.previewSubmissions.shift();
      if (failure === 'crash') throw new Error('the connection was lost');
      if (failure) throw ApplicationFailure.nonRetryable('refused', failure);
      return { requestId: `picture-${step.number}.${step.tryNumber}`, endpoint: 'fal-ai/fake-painter' };
    },
    async settlePreview(step) {
      note('settlePreview', step);
      return script.previewFates.shift() ?? { fate: 'unconfirmed' };
    },
    async receivePreview(watch) {
      note('receivePreview', watch);
      if (script.drawing) throw stillTraining('running', 100);
      return 'stored';
    },
    async forgetWeightsAddress(argument) {
      note('forgetWeightsAddress', argument);
    },
    async keepName(argument) {
      note('keepName', argument);
      return true;
    },
    async chooseMain(argument) {
      note('chooseMain', argument);
      return true;
    },
    async sendPreviews(argument) {
      note('sendPreviews', argument);
      return argument.pictures;
    },
    async claimTraining(argument) {
      note('claimTraining', argument);
      await script.claiming;
      return script.claims.shift() ?? { granted: true };
    },
    async releaseTraining(argument) {
      note('releaseTraining', argument);
    },
    async saveBlocked(argument) {
      note('saveBlocked', argument);
    },
    async saveLanguage(argument) {
      note('saveLanguage', argument);
    },
    async showCommands(argument) {
      note('showCommands', argument);
      if (script.telegramDown) throw ApplicationFailure.nonRetryable('Telegram does not answer', 'TelegramUnreachable');
    },
    async livingAvatars(argument) {
      note('livingAvatars', argument);
      return script.living;
    },
    async tellMissed(argument) {
      note('tellMissed', argument);
    },
    async beginDeletion(argument) {
      note('beginDeletion', argument);
      await script.beginning;
      return script.persons.shift() ?? null;
    },
    async eraseRuns(argument) {
      note('eraseRuns', argument);
      return script.erased.shift() ?? 0;
    },
    async endDeletion(argument) {
      note('endDeletion', argument);
    },
    async findAvatars(argument) {
      note('findAvatars', argument);
      return script.avatarsFound;
    },
    async endRuns(argument) {
      note('endRuns', argument);
    },
    async settleDoubts(argument) {
      note('settleDoubts', argument);
    },
    async takeInventory(argument) {
      note('takeInventory', argument);
      return script.inventory;
    },
    async deleteBelongings(argument) {
      note('deleteBelongings', argument);
    },
    async forgetRequest(argument) {
      note('forgetRequest', argument);
      if (script.forgetting === 'fault') throw ApplicationFailure.nonRetryable('FAL is away', 'FalUnavailable');
      return script.forgetting;
    },
    async deleteUser(argument) {
      note('deleteUser', argument);
      return { isGone: script.gone.shift() ?? true, kept: script.usageKept };
    },
    async lookForRemains(argument) {
      note('lookForRemains', argument);
      return script.remains.shift() ?? { objects: 0, rows: 0 };
    },
    async tellReceipt(argument) {
      note('tellReceipt', argument);
      if (script.telegramDown) throw ApplicationFailure.nonRetryable('Telegram does not answer', 'TelegramUnreachable');
    },
    async takeUpAvatar(argument) {
      note('takeUpAvatar', argument);
      return script.takesUp;
    },
    async writeLostRows() {
      note('writeLostRows');
      return 0;
    },
    async takeUpLostAvatars() {
      note('takeUpLostAvatars');
      return 0;
    },
    async pruneRequests() {
      note('pruneRequests');
      return 0;
    },
    async pruneUsage() {
      note('pruneUsage');
      return 0;
    },
    async sweepStorage(argument) {
      note('sweepStorage', argument);
      return { objectsSeen: 3, removed: 1, bytesRemoved: 1000, uploadsAborted: 0 };
    },
  };

  return {
    activities,
    script,
    calls,
    checked: () => checked,
    called: <K extends keyof Activities>(name: K) =>
      calls.filter((call) => call.name === name).map((call) => call.argument as Parameters<Activities[K]>[0]),
  };
}
