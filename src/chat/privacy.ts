import type { DeletionReceipt } from '../domain/user/deletion.ts';
import type { TrainingType } from '../domain/avatar/avatar.ts';
import { DAY_MS, type Counted } from '../domain/limits/limits.ts';
import {
  ARCHIVE_LIFE_MS,
  FILES_LIFE_MS,
  TRAINER_NAME,
  USAGE_KEPT_MS,
  type Retention,
} from '../domain/photos/retention.ts';
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

/** Asks before everything is deleted, and says what that is. @param question identifies the question: two confirmations are one command */
export function askDeleteData(
  { avatars, training, counted, question }: { avatars: number; training: boolean; counted: Counted; question: number },
  t: Say,
): View {
  const sentence = t('ask-delete-data', { avatars, training: training ? 'yes' : 'no' });
  const limits = counted === 'nothing' ? [] : [t('ask-delete-data-counted', countedOn(counted, t))];
  return {
    text: [sentence, ...limits].join('\n\n'),
    buttons: [
      [button(t('button-delete-data-yes'), { kind: 'delete_data', question })],
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
