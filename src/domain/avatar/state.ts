import { defined } from '../defined.ts';
import { normaliseName, type AvatarChoices, type AvatarStatus } from './avatar.ts';
import { actionsByStatus, mayDo, takesPhotos, type AvatarAction } from './lifecycle.ts';
import { isAboutPhotos, mayRetry, type FailurePhotos } from '../training/failures.ts';
import { pending, type AvatarWorkflowState } from './life.ts';
import { limitReasons } from '../limits/limits.ts';
import type { TelegramProfile } from '../user/profile.ts';
import { tally, type JudgedPhoto, type PhotoRefusal, type PhotoTally, type WayToSend } from '../photos/photo.ts';
import type { AvatarPolicy } from './policy.ts';
import type { ChosenTrainer } from '../training/trainers.ts';
import type { FailureReason } from '../training/training.ts';
import { PROGRESS_CEILING } from '../training/training.ts';
import { noted, type TrainingReport, type TrainingWatch } from '../training/watch.ts';

export interface AvatarSetup {
  readonly avatarId: string;
  readonly user: TelegramProfile;
  readonly choices: AvatarChoices;
  readonly policy: AvatarPolicy;
  readonly trainer: ChosenTrainer;
}

export interface PhotoLine {
  readonly number: number;
  readonly verdict: 'pending' | 'valid' | 'invalid' | 'duplicate';
  readonly refusal?: PhotoRefusal;
  readonly of?: number;
  readonly sentAs?: WayToSend;
  /** Its check takes long: the user may remove it meanwhile. */
  readonly slow?: true;
}

export interface AvatarView extends AvatarChoices {
  readonly avatarId: string;
  readonly telegramId: number;
  readonly status: AvatarStatus;
  readonly photos: PhotoTally;
  readonly photoLines: readonly PhotoLine[];
  /** Numbers of removed photos that may come back, latest first; absent where there are none. */
  readonly removed?: readonly number[];
  readonly minPhotos: number;
  readonly maxPhotos: number;
  readonly maxBytes: number;
  readonly progress: number;
  /** Of two states of a run, the later has the higher; 0 where it is not known. */
  readonly revision: number;
  /** The trainer's request of the running training. */
  readonly requestId?: string;
  readonly queuePosition?: number;
  /** What is known of the current training, or of the last one. */
  readonly training?: Readonly<TrainingWatch>;
  /** The photos being checked wait for the user's rate limit: how much longer, ms. */
  readonly resumeInMs?: number;
  /** What the training usually takes, ms, shortest and longest. */
  readonly usualMs: readonly [number, number];
  readonly failure?: FailureReason;
  readonly failurePhotos?: FailurePhotos;
  /** When all photos but the cover are removed, ms since the epoch; absent: they stay as long as the avatar. */
  readonly photosKeptUntil?: number;
  readonly photosRemovedAt?: number;
  readonly allowed: readonly AvatarAction[];
  readonly cardMessageId?: number;
}

export const refusalReasons = [
  'not_yours',
  'not_now',
  'photos_being_checked',
  'unknown_photo',
  'bad_name',
  'already_ending',
  'may_have_been_paid',
  ...limitReasons,
  'being_deleted',
  'set_full',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export function allowed(
  { status, failure, watch, untaken }: Pick<AvatarWorkflowState, 'status' | 'failure' | 'watch' | 'untaken'>,
  { preview }: Pick<AvatarPolicy, 'preview'>,
): readonly AvatarAction[] {
  return actionsByStatus[status].filter((action) => {
    // A training that is being stopped can also be deleted.
    if (status === 'training' && watch?.stopping) return action === 'delete';
    if (action === 'preview') return preview.pictures > 0;
    if (action === 'take_result') return untaken !== undefined;
    if (action === 'retry') return mayRetry(failure);
    if (action === 'replace_photos') return isAboutPhotos(failure);
    return action !== 'extend_wait' || watch?.overdue !== undefined;
  });
}

/** Why a command is refused now; null when it is allowed. */
export function refusal(
  life: AvatarWorkflowState,
  avatar: AvatarSetup,
  command: { by: number; action?: AvatarAction; number?: number; name?: string },
): RefusalReason | null {
  if (command.by !== avatar.user.telegramId) return 'not_yours';
  // A run that still answers for an ended avatar is about to close.
  const isStopping = life.ending === 'user' && life.status === 'training' && command.action === 'delete';
  // An avatar that was cancelled during a doubt stays open until the doubt is settled.
  const isInDoubt = life.ending === 'user' && life.status === 'error';
  const isEnding = life.ending !== undefined && !isStopping && !isInDoubt;
  if (isEnding || life.status === 'cancelled' || life.status === 'completed') return 'already_ending';
  if (command.action === undefined) return null;
  if (!mayDo(life.status, command.action)) return 'not_now';
  if (command.action === 'retry' && !mayRetry(life.failure)) return 'may_have_been_paid';
  if (command.action === 'replace_photos' && !isAboutPhotos(life.failure)) return 'not_now';
  if (command.action === 'take_result' && !life.untaken) return 'not_now';
  if ((command.action === 'start' || command.action === 'take_result') && pending(life).length > 0)
    return 'photos_being_checked';
  if (command.action === 'rename' && normaliseName(command.name ?? '') === null) return 'bad_name';
  if (command.action === 'remove_photo') {
    if (!life.photos.some(({ number }) => number === command.number)) return 'unknown_photo';
  }
  return null;
}

export function viewOf(life: AvatarWorkflowState, avatar: AvatarSetup): AvatarView {
  return {
    ...avatar.choices,
    name: life.name,
    avatarId: avatar.avatarId,
    telegramId: avatar.user.telegramId,
    status: life.status,
    photos: tally(life.photos),
    photoLines: life.photos.map(({ number, verdict, refusal: why, of, sentAs }) => ({
      number,
      verdict,
      ...defined({ refusal: why, of, sentAs: why === undefined ? undefined : sentAs }),
      ...(verdict === 'pending' && life.slowChecks?.includes(number) && { slow: true }),
    })),
    ...(life.removed?.length && takesPhotos(life.status)
      ? { removed: life.removed.map(({ number }) => number).toReversed() }
      : {}),
    minPhotos: avatar.policy.photos.minPhotos,
    maxPhotos: avatar.policy.photos.maxPhotos,
    maxBytes: avatar.policy.photos.maxBytes,
    progress: life.progress,
    revision: life.revision,
    ...(life.status === 'training' && life.request && { requestId: life.request.requestId }),
    usualMs: life.usualMs ?? avatar.trainer.usualMs,
    ...(life.status === 'error' && life.failurePhotos && { failurePhotos: life.failurePhotos }),
    allowed: allowed(life, avatar.policy),
    ...defined({
      queuePosition: life.queuePosition,
      training: life.watch,
      resumeInMs: life.resumeInMs,
      failure: life.failure,
      photosKeptUntil: life.photosKeptUntil,
      cardMessageId: life.cardMessageId,
    }),
  };
}

/**
 * The view with the training's last report, which may be later than what the run was told. Progress never goes back. A
 * report of another request, or of a training that is being stopped, changes nothing.
 */
export function withReport(view: AvatarView, report: TrainingReport | null): AvatarView {
  const { training = {}, requestId, queuePosition: _before, ...rest } = view;
  if (!report || requestId !== report.requestId || training.stopping || training.taking) return view;
  const percent = Math.min(PROGRESS_CEILING, Math.floor(report.percent));
  return {
    ...rest,
    requestId,
    progress: Math.max(view.progress, percent),
    training: noted(training, report, percent >= view.progress),
    ...defined({ queuePosition: report.queuePosition }),
  };
}

/** The view with verdicts on photos that the run does not know yet. */
export function withVerdicts(view: AvatarView, verdicts: readonly JudgedPhoto[]): AvatarView {
  const known = new Map(verdicts.map((judged) => [judged.number, judged]));
  const photoLines = view.photoLines.map((line): PhotoLine => {
    const judged = line.verdict === 'pending' ? known.get(line.number) : undefined;
    if (!judged) return line;
    const { slow: _slow, ...rest } = line;
    if (judged.verdict === 'valid') return { ...rest, verdict: 'valid' };
    const of = judged.verdict === 'duplicate' ? judged.of : undefined;
    return { ...rest, verdict: judged.verdict, ...defined({ refusal: judged.refusal, of }) };
  });
  return { ...view, photoLines, photos: tally(photoLines) };
}
