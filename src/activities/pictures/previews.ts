import { cancellationSignal, Context, heartbeat, log } from '@temporalio/activity';
import { defined } from '../../domain/defined.ts';
import type { TrainingRequest } from '../../domain/avatar/life.ts';
import { isGone, missedAgain, type Missed } from '../../domain/training/missed.ts';
import {
  MOST_PAID_TRIES,
  previewInput,
  type PreviewModel,
  type PreviewOutcome,
} from '../../domain/pictures/preview.ts';
import { FILES_LIFE_MS } from '../../domain/photos/retention.ts';
import { previewPrompts } from '../../domain/pictures/prompts.ts';
import type { ActivityDeps } from '../deps.ts';
import { orSlowDown, previewFailed, stillTraining, trainerBusy } from '../lib/failures.ts';
import { withHeartbeats } from '../lib/heartbeats.ts';
import { UnknownPicture } from '../ports/messenger.ts';
import { PictureNotFound, PictureRefused, type PaintedPicture } from '../ports/image-generator.ts';
import type { PreviewRecord, PreviewSubject, PreviewTry } from '../ports/preview-records.ts';
import { keys } from '../lib/storage-keys.ts';
import { RequestUnknown, SubmissionUnconfirmed, TrainerBusy, TrainerRejected } from '../ports/trainer.ts';
import { readObject } from '../lib/objects.ts';

/** A picture to be made; with `request` it was submitted and not received. */
export type PreviewStep = PreviewTry & { readonly request?: TrainingRequest };

/** What is known of a submission whose activity gave no answer. */
export type PreviewFate =
  /** Nothing was sent, and nothing will be. */
  | { readonly fate: 'never_sent' }
  | { readonly fate: 'accepted'; readonly request: TrainingRequest }
  /** Not repeated automatically: asking for the pictures again may pay for this one twice. */
  | { readonly fate: 'unconfirmed' };

export interface PreviewWatch extends PreviewTry {
  readonly request: TrainingRequest;
  readonly pollIntervalMs: number;
  /** How long FAL must report it as not found before that is believed, ms. */
  readonly goneAfterMs: number;
}

/** An address must hold for so much longer to be used, ms. */
const ADDRESS_MARGIN_MS = 2 * 3_600_000;
/** FAL promises no time for its own copies (fal.ai/docs, «Data Retention & Storage»): it is asked for them again after this time, ms. */
const OWN_COPY_LIFE_MS = ADDRESS_MARGIN_MS + 3_600_000;
/** Telegram accepts no larger photos (core.telegram.org/bots/api#sendphoto). */
const MOST_PICTURE_BYTES = 10 * 1024 * 1024;

export function createPreviewActivities(deps: ActivityDeps) {
  const { previewRecords: rows, records, storage, trainer, imageGenerator, messenger } = deps;

  /** The existing pictures, and what may still be done for them. */
  async function made(avatarId: string, pictures: number) {
    const all = (await rows.previews(avatarId)).filter(({ number }) => number <= pictures);
    return {
      all,
      stored: all.flatMap(({ minioKey, number, fileId }) =>
        minioKey === undefined ? [] : { minioKey, number, fileId },
      ),
      open: all.filter((row) => row.minioKey === undefined && (isUnderWay(row) || row.paidTries < MOST_PAID_TRIES)),
    };
  }

  /**
   * Gives FAL access to the weights: its own copy while that exists, or an upload for a day. After a failed picture
   * always an upload, whatever the reason was. The address is kept in the row, out of history.
   */
  async function shareWeights(avatarId: string, subject: PreviewSubject, failedBefore: boolean): Promise<void> {
    if (!('weightsKey' in subject.model)) return;
    if (subject.weightsUrl && !failedBefore && subject.weightsUrl.until > Date.now() + ADDRESS_MARGIN_MS) return;
    const signal = cancellationSignal();
    const own =
      subject.training && !failedBefore
        ? await imageGenerator.weightsAddress(subject.training, signal).catch((error: unknown) => {
            signal.throwIfAborted();
            log.info("FAL's own copy of the weights is not known", { avatarId, error });
            return null;
          })
        : null;
    if (own !== null) return rows.saveWeightsUrl(avatarId, own, Date.now() + OWN_COPY_LIFE_MS);
    const key = subject.model.weightsKey;
    const bytes = await storage.size(key);
    if (bytes === null) throw previewFailed('PreviewRefused', 'the weights are gone');
    const open = (offset: number, length: number) => storage.getRange(key, offset, length);
    const url = await imageGenerator.uploadWeights({ bytes, open }, FILES_LIFE_MS, signal);
    return rows.saveWeightsUrl(avatarId, url, Date.now() + FILES_LIFE_MS);
  }

  /** @param notFound counts misses, across attempts */
  async function receive(watch: PreviewWatch, notFound: () => Missed): Promise<PreviewOutcome | null> {
    const { request, pollIntervalMs, avatarId, number } = watch;
    const signal = cancellationSignal();
    const keep = async (outcome: Parameters<typeof rows.savePreview>[1]) =>
      (await rows.savePreview(watch, outcome)) ? (typeof outcome === 'string' ? outcome : 'stored') : null;
    await rows.savePreviewRequest(watch, request.requestId);
    try {
      const status = await trainer.status(request.endpoint, request.requestId, signal);
      if (status.state !== 'ended') throw stillTraining(status.state, pollIntervalMs);
      const [picture] = await imageGenerator.pictures(request, signal);
      if (!picture) throw new PictureRefused('no picture');
      if (picture.unsafe) return await keep('unsafe');
      const bytes = await bytesOf(picture, signal);
      const minioKey = keys.preview(avatarId, number);
      await storage.put(minioKey, bytes, 'image/jpeg');
      const { width, height } = picture;
      const size = defined({ width, height });
      const outcome = await keep({ minioKey, bytes: bytes.byteLength, ...size });
      // Deleted while it was being made.
      if (outcome === null) await storage.remove(minioKey);
      return outcome;
    } catch (error) {
      if (!(error instanceof PictureRefused) && !(error instanceof TrainerRejected)) throw error;
      if (error instanceof PictureNotFound || error instanceof RequestUnknown) {
        if (!isGone(notFound(), Date.now(), watch.goneAfterMs)) throw error;
      }
      log.warn('a picture has failed', { avatarId, number, reason: error.message });
      return keep('failed');
    }
  }

  async function deliver({ avatarId, pictures }: { avatarId: string; pictures: number }): Promise<number | null> {
    const subject = await rows.previewSubject(avatarId);
    if (!subject) return null;
    const { telegramId, name } = subject;
    const addressee = await records.addressee(telegramId);
    if (!addressee) return null;
    const { language, blocked } = addressee;
    const { stored, open } = await made(avatarId, pictures);
    if (blocked) return stored.length;
    const news = { avatarId, telegramId, name, wanted: pictures, mayTryAgain: open.length > 0 };
    const send = async (anew: boolean) => {
      const files = stored.map(async ({ fileId, minioKey }) =>
        anew || fileId === undefined ? readObject(storage, minioKey, MOST_PICTURE_BYTES) : fileId,
      );
      return messenger.sendPreviews({ ...news, pictures: await Promise.all(files) }, language);
    };
    const sent = await orSlowDown(() =>
      send(false).catch((error: unknown) => {
        if (!(error instanceof UnknownPicture)) throw error;
        return send(true);
      }),
    );
    if (!sent) await records.setBlocked(telegramId, true);
    const named = stored.flatMap(({ number, fileId }, index) => {
      const now = sent?.[index];
      return now === undefined || now === fileId ? [] : rows.savePreviewFile({ avatarId, number }, now);
    });
    // The pictures are sent: failing to save their ids is no reason to send them twice.
    await Promise.all(named).catch((error: unknown) => log.warn('what was sent is not written down', { error }));
    return stored.length;
  }

  /** @throws {ApplicationFailure} TrainerBusy, SubmissionUnconfirmed or PreviewRefused */
  async function submit(step: PreviewTry): Promise<TrainingRequest> {
    const { avatarId, number } = step;
    try {
      // Nothing has been sent yet: an unavailable database costs a wait, not a doubt.
      const subject = await unlessAway(rows.previewSubject(avatarId));
      const row = (await unlessAway(rows.previews(avatarId))).find((known) => known.number === number);
      const model = subject && modelOf(subject);
      if (!row || !model) throw new TrainerRejected('there is nothing to make a picture of');
      const granted = await rows.claimPreview(step).catch((error: unknown) => {
        throw new SubmissionUnconfirmed(error instanceof Error ? error.message : 'no leave to submit');
      });
      if (!granted) throw new SubmissionUnconfirmed('this try was made before');
      const { endpoint } = row;
      const input = previewInput(model, row.prompt);
      const { requestId } = await trainer.submit({
        endpoint,
        input,
        filesLifeMs: FILES_LIFE_MS,
        signal: cancellationSignal(),
      });
      log.info('picture submitted', { avatarId, number, requestId, endpoint });
      // Receiving the picture saves it again.
      await rows.savePreviewRequest(step, requestId).catch((error: unknown) => {
        log.warn('the request is not written down yet', { avatarId, number, requestId, error });
      });
      return { requestId, endpoint };
    } catch (error) {
      if (error instanceof TrainerBusy) throw trainerBusy(error);
      if (error instanceof SubmissionUnconfirmed) throw previewFailed('SubmissionUnconfirmed', error);
      if (!(error instanceof TrainerRejected)) throw error;
      await rows.savePreview(step, 'failed').catch(() => false);
      throw previewFailed('PreviewRefused', error);
    }
  }

  return {
    /** Decides which pictures to make, and gives FAL access to the weights if needed. May be repeated. @returns null: the avatar is gone */
    planPreviews: ({ avatarId, pictures }: { avatarId: string; pictures: number }): Promise<PreviewStep[] | null> =>
      withHeartbeats(async () => {
        const subject = await rows.previewSubject(avatarId);
        if (!subject) return null;
        const { endpoint, avatarType, gender } = subject;
        const prompts = previewPrompts(avatarType, gender).slice(0, pictures);
        await rows.openPreviews(
          avatarId,
          prompts.map((prompt, index) => ({ number: index + 1, endpoint, prompt })),
        );
        const { all, open } = await made(avatarId, pictures);
        const failedBefore = all.some(({ outcome }) => outcome === 'failed');
        if (open.some((row) => !isUnderWay(row))) await shareWeights(avatarId, subject, failedBefore);
        return open.map((row) => stepOf(avatarId, row));
      }),

    /** Submits one picture, once. NOT to be repeated: the workflow allows a single attempt, and each try can be claimed only once. */
    submitPreview: (step: PreviewTry): Promise<TrainingRequest> => withHeartbeats(() => submit(step)),

    /** Settles a try that gave no answer: from here on it cannot submit any more. */
    async settlePreview(step: PreviewTry): Promise<PreviewFate> {
      // Revoke an unused claim, so that a worker wrongly believed dead cannot submit later.
      if (await rows.claimPreview(step)) return { fate: 'never_sent' };
      const row = (await rows.previews(step.avatarId)).find(({ number }) => number === step.number);
      if (row?.claimedTry === step.tryNumber && row.requestId !== undefined) {
        return { fate: 'accepted', request: { requestId: row.requestId, endpoint: row.endpoint } };
      }
      await rows.savePreview(step, 'unconfirmed');
      return { fate: 'unconfirmed' };
    },

    /** One poll; stores the picture when it is made, and fails benignly until then. @returns null: the avatar is gone */
    receivePreview(watch: PreviewWatch): Promise<PreviewOutcome | null> {
      let missed = Context.current().info.heartbeatDetails as Missed | undefined;
      const notFound = (): Missed => {
        heartbeat((missed = missedAgain(missed, Date.now())));
        return missed;
      };
      return withHeartbeats(
        () => receive(watch, notFound),
        () => missed,
      );
    },

    forgetWeightsAddress: ({ avatarId }: { avatarId: string }): Promise<void> => rows.forgetWeightsUrl(avatarId),

    /**
     * Sends the existing pictures, by file_id where they were sent before, or says that there are none. A user who has
     * blocked the bot finds them in the gallery.
     * @returns how many pictures there are; null: the avatar is deleted
     */
    sendPreviews: (album: { avatarId: string; pictures: number }): Promise<number | null> =>
      withHeartbeats(() => deliver(album)),
  };
}

function isUnderWay({ requestId, outcome }: PreviewRecord): boolean {
  return requestId !== undefined && outcome === undefined;
}

function stepOf(avatarId: string, row: PreviewRecord): PreviewStep {
  const { number, claimedTry, requestId, endpoint } = row;
  if (requestId === undefined || !isUnderWay(row)) return { avatarId, number, tryNumber: claimedTry + 1 };
  return { avatarId, number, tryNumber: claimedTry, request: { requestId, endpoint } };
}

/** What generates a picture; null where FAL has no access to the weights. */
function modelOf({ model, weightsUrl }: PreviewSubject): PreviewModel | null {
  if ('finetuneId' in model) return model;
  return weightsUrl ? { weightsUrl: weightsUrl.url } : null;
}

async function bytesOf(picture: PaintedPicture, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of await picture.open(signal)) {
    size += (chunk as Uint8Array).byteLength;
    if (size > MOST_PICTURE_BYTES) throw new PictureRefused('a picture of more than 10 MB');
    chunks.push(chunk as Uint8Array);
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.toString('hex', 0, 3) !== 'ffd8ff') throw new PictureRefused('a picture that is no JPEG');
  return bytes;
}

/** A failure before anything is sent may be retried. */
function unlessAway<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    throw new TrainerBusy(error instanceof Error ? error.message : '');
  });
}
