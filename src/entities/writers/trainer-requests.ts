import type { EntityManager } from '@mikro-orm/postgresql';
import { TrainerRequest } from '../tables/trainer-request.ts';
import { Avatar } from '../tables/user-and-avatar.ts';

/** Which submission: a training by its attempt, a picture by its number and try. */
interface Submitted {
  readonly avatarId: string;
  readonly purpose: 'training' | 'picture';
  readonly number: number;
  readonly try: number;
}

export const trainingOf = ({ avatarId, attempt }: { avatarId: string; attempt: number }): Submitted => ({
  avatarId,
  purpose: 'training',
  number: attempt,
  try: 0,
});
export const pictureOf = (one: { avatarId: string; number: number; tryNumber: number }): Submitted => ({
  avatarId: one.avatarId,
  purpose: 'picture',
  number: one.number,
  try: one.tryNumber,
});

/** It may be sent from now on. No effect when the avatar is gone: nothing is sent then. */
export async function noteSubmission(em: EntityManager, submitted: Submitted, endpoint: string): Promise<void> {
  const avatar = await em.findOne(Avatar, { id: submitted.avatarId }, { populate: ['user'] });
  if (!avatar) return;
  const row = { ...submitted, telegramId: avatar.user.telegramId, endpoint };
  const onConflictFields = ['avatarId', 'purpose', 'number', 'try'] as const;
  await em.upsert(TrainerRequest, row, { onConflictFields: [...onConflictFields], onConflictAction: 'ignore' });
}

/** It was accepted. Its avatar may be gone by now. */
export async function noteRequest(em: EntityManager, submitted: Submitted, requestId: string): Promise<void> {
  await em.nativeUpdate(TrainerRequest, { ...submitted }, { requestId });
}

export async function noteCharge(em: EntityManager, submitted: Submitted, isFree: boolean): Promise<void> {
  await em.nativeUpdate(TrainerRequest, { ...submitted }, { isFree });
}

export async function noteModel(em: EntityManager, submitted: Submitted, finetuneId: string): Promise<void> {
  await em.nativeUpdate(TrainerRequest, { ...submitted }, { finetuneId });
}

export async function noteRefusal(em: EntityManager, refused: Omit<Submitted, 'try'>): Promise<void> {
  await em.nativeDelete(TrainerRequest, { ...refused, requestId: null });
}
