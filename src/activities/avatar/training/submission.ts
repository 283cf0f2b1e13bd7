import { cancellationSignal, Context, heartbeat, log } from '@temporalio/activity';
import { archiveName } from '../../../domain/training/archive-names.ts';
import type { AvatarChoices } from '../../../domain/avatar/avatar.ts';
import type { TrainingRequest } from '../../../domain/avatar/life.ts';
import { photoReport } from '../../../domain/photos/report.ts';
import { trainingInput, type ChosenTrainer } from '../../../domain/training/trainers.ts';
import type { FailureReason } from '../../../domain/training/training.ts';
import type { ActivityDeps } from '../../deps.ts';
import { final, orRowsLost, rowsLost, trainerBusy } from '../../lib/failures.ts';
import { withHeartbeats } from '../../lib/heartbeats.ts';
import { RequestTaken, RowsLost, type TrainingKey } from '../../ports/records.ts';
import { keys } from '../../lib/storage-keys.ts';
import { RequestUnknown, SubmissionUnconfirmed, TrainerBusy, TrainerRejected } from '../../ports/trainer.ts';

export interface Submission extends TrainingKey {
  readonly choices: Pick<AvatarChoices, 'avatarType' | 'trainingType'>;
  readonly trainer: ChosenTrainer;
  /** The number of the try within this attempt, from 1. */
  readonly tryNumber?: number;
}

/** Of the photos with these numbers. */
export type Archive = TrainingKey & { readonly photos: readonly number[] };

/** What is known of a submission whose activity gave no answer. */
export type SubmissionFate =
  /** Nothing was sent, and nothing will be: it may be tried again. */
  | { readonly fate: 'never_sent' }
  | { readonly fate: 'accepted'; readonly request: TrainingRequest }
  | { readonly fate: 'in_doubt' };

/**
 * Whether a named request belongs to a submission. `adopted`: it does, and was saved. Otherwise the trainer does not
 * know it under our key, it has another archive, or another training holds it.
 */
export type Adoption = 'adopted' | 'unknown_request' | 'of_another_archive' | 'held_by_another';

/** Activities that lead to one paid training. */
export function createSubmissionActivities(deps: ActivityDeps) {
  const { records, storage, archiver, trainer: service, webhookUrl } = deps;

  const inputOf = (submission: Submission) =>
    trainingInput(
      submission.trainer,
      submission.choices,
      `avatar ${submission.avatarId} attempt ${submission.attempt}`,
    );

  /** @throws {RowsLost} */
  async function openTraining(submission: Submission): Promise<void> {
    const { avatarId, attempt, choices, tryNumber = 1 } = submission;
    await records.openTraining({
      avatarId,
      attempt,
      trainer: submission.trainer,
      falMode: service.mode,
      config: inputOf(submission),
      triesBefore: tryNumber - 1,
    });
    // None are missing: with fewer it could not have been confirmed.
    const set = { avatarType: choices.avatarType, minPhotos: 0 };
    await records.saveReport(submission, photoReport(await records.photoFacts(avatarId), set));
  }

  /** Uploads the archive, and keeps its address out of history. @throws {TrainerBusy | TrainerRejected | RowsLost} */
  async function upload(submission: Submission): Promise<string> {
    const { avatarId, attempt } = submission;
    await openTraining(submission);
    const known = await records.training(submission);
    if (known?.archiveUrl !== undefined) return known.archiveUrl;
    const key = keys.archive(avatarId, attempt);
    const bytes = await storage.size(key);
    if (bytes === null) throw new TrainerRejected('the archive is gone', { reason: 'storage_failed' });
    const open = (offset: number, length: number) => storage.getRange(key, offset, length);
    const archiveUrl = await service.upload({ bytes, open }, cancellationSignal());
    await records.saveArchive(submission, archiveUrl);
    return archiveUrl;
  }

  /** @throws {ApplicationFailure} as submitTraining */
  async function submit(submission: Submission): Promise<TrainingRequest> {
    const { avatarId, attempt, tryNumber = 1 } = submission;
    const { endpoint, archiveField } = submission.trainer;
    try {
      // Nothing has been sent yet: an unavailable database costs a wait, not a doubt.
      const archiveUrl = await upload(submission).catch((error: unknown) => {
        if (error instanceof TrainerRejected || error instanceof RowsLost) throw error;
        throw new TrainerBusy(error instanceof Error ? error.message : '');
      });
      const granted = await records.claimSubmission(submission, tryNumber).catch((error: unknown) => {
        if (error instanceof RowsLost) throw error;
        throw new SubmissionUnconfirmed(error instanceof Error ? error.message : 'no leave to submit');
      });
      if (!granted) throw new SubmissionUnconfirmed('this try was made before');
      const { requestId } = await service.submit({
        endpoint,
        input: { ...inputOf(submission), [archiveField]: archiveUrl },
        ...(webhookUrl === undefined ? {} : { webhookUrl: `${webhookUrl}/fal/${avatarId}/${attempt}` }),
        signal: cancellationSignal(),
      });
      log.info(service.mode === 'test' ? '🧪 ТЕСТОВЫЙ РЕЖИМ: Имитация обучения…' : 'training submitted', {
        avatarId,
        attempt,
        requestId,
        endpoint,
      });
      // The workflow saves it again: an unavailable database must not put an accepted submission in doubt.
      await records.saveRequest(submission, requestId).catch((error: unknown) => {
        log.warn('the request is not written down yet', { avatarId, attempt, requestId, error });
      });
      return { requestId, endpoint };
    } catch (error) {
      if (error instanceof TrainerBusy) throw trainerBusy(error);
      if (error instanceof TrainerRejected) throw final('trainer_rejected', error);
      if (error instanceof SubmissionUnconfirmed) throw final('submission_unconfirmed', error);
      if (error instanceof RowsLost) throw rowsLost(error);
      throw error;
    }
  }

  return {
    /** Zips exactly these photos. May be repeated: the key is the attempt's own. @throws {ApplicationFailure} RowsLost: of one of them */
    async buildArchive({ avatarId, attempt, photos: wanted }: Archive): Promise<{ photos: number; bytes: number }> {
      const photos = (await records.storedPhotos(avatarId)).filter(({ number }) => wanted.includes(number));
      if (photos.length < wanted.length) throw rowsLost(new RowsLost(avatarId));
      async function* entries() {
        for (const [index, { number, minioKey }] of photos.entries()) {
          heartbeat({ zipped: index });
          yield { name: archiveName(number), open: () => storage.get(minioKey) };
        }
      }
      const zip = archiver.zip(entries());
      const { bytes } = await storage.putStream(keys.archive(avatarId, attempt), zip, 'application/zip');
      return { photos: photos.length, bytes };
    },

    /** Uploads the archive, read from storage while it is sent. May be repeated: it is uploaded once. */
    uploadArchive: (submission: Submission): Promise<void> =>
      withHeartbeats(async () => {
        try {
          await upload(submission);
        } catch (error) {
          if (error instanceof TrainerRejected) throw final('trainer_rejected', error);
          throw error instanceof RowsLost ? rowsLost(error) : error;
        }
      }),

    /**
     * Submits, once. NOT to be repeated: the workflow allows a single attempt, and each try can be claimed only once.
     * The request's id is saved before it is returned.
     * @throws {ApplicationFailure} RowsLost: surely nothing was sent
     */
    submitTraining: (submission: Submission): Promise<TrainingRequest> => withHeartbeats(() => submit(submission)),

    /** Settles a try that gave no answer: from here on it cannot submit any more. */
    async settleSubmission(submission: Submission): Promise<SubmissionFate> {
      const { endpoint } = submission.trainer;
      // Revoke an unused claim, so that a worker wrongly believed dead cannot submit later.
      const isFree = await records.claimSubmission(submission, submission.tryNumber ?? 1).catch((error: unknown) => {
        // The lost row was the only witness of whether it was sent.
        if (error instanceof RowsLost) return false;
        throw error;
      });
      if (isFree) return { fate: 'never_sent' };
      const known = await records.training(submission);
      if (known?.requestId === undefined) return { fate: 'in_doubt' };
      return { fate: 'accepted', request: { requestId: known.requestId, endpoint } };
    },

    /** Looks for a submission in doubt in FAL's list. @returns null when it is not there so far, or the key may not look */
    async findSubmission(submission: Submission): Promise<TrainingRequest | null> {
      const { endpoint, archiveField } = submission.trainer;
      const known = await records.training(submission);
      if (known?.requestId !== undefined) return { requestId: known.requestId, endpoint };
      if (known?.archiveUrl === undefined) return null;
      const found = await service.find({
        endpoint,
        field: archiveField,
        value: known.archiveUrl,
        since: known.createdAt,
        signal: cancellationSignal(),
      });
      if (found === 'not_allowed')
        log.warn('the key may not list requests', { attempt: Context.current().info.attempt });
      return typeof found === 'string' ? null : { ...found, endpoint };
    },

    /**
     * Adopts a request as the submission's own, and saves it, if it is: whoever names it may be mistaken, or lie. May
     * be repeated. Where FAL does not tell a request's input, whoever names it is believed.
     */
    async adoptRequest(named: Submission & { readonly requestId: string }): Promise<Adoption> {
      const { requestId } = named;
      const { endpoint, archiveField } = named.trainer;
      const signal = cancellationSignal();
      try {
        await service.status(endpoint, requestId, signal);
      } catch (error) {
        if (error instanceof RequestUnknown) return 'unknown_request';
        if (!(error instanceof TrainerRejected)) throw error;
      }
      const known = await records.training(named);
      if (known?.requestId !== undefined && known.requestId !== requestId) return 'of_another_archive';
      const input = known?.archiveUrl === undefined ? null : await service.inputOf(endpoint, requestId, signal);
      if (input !== null && input[archiveField] !== known?.archiveUrl) return 'of_another_archive';
      try {
        await records.saveRequest(named, requestId);
      } catch (error) {
        if (error instanceof RequestTaken) return 'held_by_another';
        throw error;
      }
      return 'adopted';
    },

    /** Saves the request's id, repeatedly if needed. @throws {ApplicationFailure} RowsLost: of the avatar */
    async saveRequest(submitted: Submission & { readonly requestId: string }): Promise<void> {
      try {
        if ((await records.training(submitted)) === null) await orRowsLost(openTraining(submitted));
        await records.saveRequest(submitted, submitted.requestId);
      } catch (error) {
        throw error instanceof RequestTaken ? final('submission_unconfirmed', error) : error;
      }
    },

    /** `startedAt`: when it began to run, ms since the epoch, if known. `leftNothing`: surely. */
    endTraining: (
      end: TrainingKey & {
        outcome: 'completed' | 'failed' | 'cancelled';
        failure?: FailureReason;
        startedAt?: number;
        leftNothing?: boolean;
      },
    ) => records.endTraining(end, end.outcome, end.failure, end.startedAt, end.leftNothing),
  };
}
