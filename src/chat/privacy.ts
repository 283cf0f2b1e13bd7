import type { AvatarRow } from '../domain/avatar/gallery.ts';
import type { DeletionReceipt } from '../domain/user/deletion.ts';
import type { TrainingType } from '../domain/avatar/avatar.ts';
import { DAY_MS, type Counted, type LimitReason } from '../domain/limits/limits.ts';
import {
  ARCHIVE_LIFE_MS,
  FILES_LIFE_MS,
  TRAINER_NAME,
  USAGE_KEPT_MS,
  type Retention,
} from '../domain/photos/retention.ts';
import type { Callback } from './callbacks.ts';
import type { Say } from './i18n.ts';
import { span } from './spans.ts';
import { button, type View } from './view.ts';

const galleryButton = (t: Say) => button(t('button-gallery'), { kind: 'gallery', page: 0 });
const newButton = (t: Say) => button(t('button-new'), { kind: 'new' });

/** What is kept where, and for how long. @param historyKeptMs null: Temporal does not say */
export function privacy(retention: Retention, historyKeptMs: number | null, t: Say): View {
  const { draftMs, uploadMs, inboxMs, photosMs, trainer } = retention;
  const text = [
    t('privacy-title'),
    t('privacy-photos', photosKept(photosMs, t)),
    t('privacy-faces'),
    t('privacy-model', { trainer: trainer.name, stays: keptModels(trainer) }),
    t('privacy-unfinished', { draft: span(draftMs, t), upload: span(uploadMs, t), inbox: span(inboxMs, t) }),
    t('privacy-trainer', {
      trainer: trainer.name,
      archive: span(trainer.archiveMs, t),
      requests: span(trainer.requestsMs, t),
    }),
    ...(trainer.pictures
      ? [
          t('privacy-pictures', {
            trainer: trainer.name,
            files: span(trainer.pictures.keptMs, t),
            weights: trainer.pictures.withWeights ? 'yes' : 'no',
          }),
        ]
      : []),
    t('privacy-history', history(historyKeptMs, t)),
    ...(retention.counted === 'nothing' ? [] : [t('privacy-counted', countedOn(retention.counted, t))]),
    t('privacy-chat'),
  ].join('\n\n');
  return { text, buttons: [[button(t('button-delete-data'), { kind: 'ask_delete_data' })], [galleryButton(t)]] };
}

function photosKept(keptMs: number | null, t: Say): { kept: string; photos: string } {
  if (keptMs === null) return { kept: 'always', photos: '' };
  return keptMs === 0 ? { kept: 'never', photos: '' } : { kept: 'a while', photos: span(keptMs, t) };
}

/** Trainings whose model may stay at the trainer. */
function keptModels({ keepsModelsOf: [first, ...more] }: Retention['trainer']): 'none' | 'any' | TrainingType {
  return first === undefined ? 'none' : more.length > 0 ? 'any' : first;
}

function history(keptMs: number | null, t: Say): { known: string; history: string } {
  return keptMs === null ? { known: 'no', history: '' } : { known: 'yes', history: span(keptMs, t) };
}

/** Usage times that outlast a deletion, so that the day's limits still hold. */
function countedOn(counted: Exclude<Counted, 'nothing'>, t: Say): { counted: string; day: string; kept: string } {
  return { counted, day: span(DAY_MS, t), kept: span(USAGE_KEPT_MS, t) };
}

/** Asks before everything is deleted, and says what that is. @param wish identifies the question: two confirmations are one command */
export function askDeleteData(
  { avatars, training, counted, wish }: { avatars: number; training: boolean; counted: Counted; wish: number },
  t: Say,
): View {
  const question = t('ask-delete-data', { avatars, training: training ? 'yes' : 'no' });
  const limits = counted === 'nothing' ? [] : [t('ask-delete-data-counted', countedOn(counted, t))];
  return {
    text: [question, ...limits].join('\n\n'),
    buttons: [
      [button(t('button-delete-data-yes'), { kind: 'delete_data', wish })],
      [button(t('button-keep-data'), { kind: 'privacy' })],
    ],
  };
}

/** Shown during a deletion, when nothing else works. Its button still works afterwards. */
export function deletionUnderWay(t: Say): View {
  return { text: t('deletion-under-way'), buttons: [[button(t('button-privacy'), { kind: 'privacy' })]] };
}

/** What was deleted, and what others keep. */
export function deletionReceipt(receipt: DeletionReceipt, historyKeptMs: number | null, t: Say): View {
  const { avatars, photos, models, bytes, counted, atTrainer, at } = receipt;
  const trainer = TRAINER_NAME;
  const nothing = avatars + photos + models + bytes === 0;
  const left = [
    ...(avatars > 0 ? [t('receipt-archive', { trainer, archive: span(ARCHIVE_LIFE_MS, t) })] : []),
    ...(models > atTrainer.models ? [t('receipt-weights', { trainer, files: span(FILES_LIFE_MS, t) })] : []),
    ...(atTrainer.left > 0 ? [t('receipt-left', { trainer, count: atTrainer.left })] : []),
    ...(atTrainer.unknown > 0 ? [t('receipt-unknown', { trainer, count: atTrainer.unknown })] : []),
    ...(atTrainer.models > 0 ? [t('receipt-models', { trainer, count: atTrainer.models })] : []),
    t('receipt-history', history(historyKeptMs, t)),
    t('receipt-chat'),
  ];
  const text = [
    t('receipt-title', { date: new Date(at) }),
    nothing
      ? t('receipt-nothing')
      : t('receipt-counts', { avatars, photos, models, megabytes: Math.max(1, Math.round(bytes / 1_000_000)) }),
    ...(counted === 'nothing' ? [] : [t('receipt-counted', countedOn(counted, t))]),
    [t('receipt-elsewhere'), ...left].join('\n'),
    t('receipt-bye'),
  ].join('\n\n');
  return { text, buttons: [[newButton(t)]] };
}

const limitWords = {
  too_many_trainings: 'limit-trainings',
  too_many_trainings_today: 'limit-trainings-today',
  too_many_avatars: 'limit-avatars',
} as const satisfies Record<LimitReason, string>;

/** Why a limit stops the user, and until when. @param now ms since the epoch */
export function limitReached(why: LimitReason, until: number | undefined, now: number, t: Say): string {
  const when = until === undefined ? { known: 'no', when: '' } : { known: 'yes', when: span(until - now, t) };
  return t(limitWords[why], when);
}

/** A ready avatar has to wait for another avatar's training. */
export function startLater({ avatarId, status }: Pick<AvatarRow, 'avatarId' | 'status'>, words: string, t: Say): View {
  const again =
    status === 'ready'
      ? button(t('button-start-later'), { kind: 'avatar', tap: 'start', avatarId })
      : button(t('button-retry'), { kind: 'avatar', tap: 'retry', avatarId });
  return { text: words, buttons: [[again], [button(t('button-back'), { kind: 'avatar', tap: 'show', avatarId })]] };
}

/** A new avatar has to wait. @param again goes on with the wizard, with the choices so far */
export function beginLater(words: string, again: Extract<Callback, { kind: 'wizard' }>, t: Say): View {
  return { text: words, buttons: [[button(t('button-continue'), again)], [galleryButton(t)]] };
}
