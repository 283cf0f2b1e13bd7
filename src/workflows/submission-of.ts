import type { AvatarChoices } from '../domain/avatar.ts';
import type { Life } from '../domain/life.ts';
import { trainerOf } from '../domain/state.ts';
import type { ChosenTrainer } from '../domain/trainers.ts';
import type { AvatarInput } from './messages.ts';

/** What activities are told of the submission of one attempt. */
export type Submission = {
  avatarId: string;
  attempt: number;
  choices: Pick<AvatarChoices, 'avatarType' | 'trainingType'>;
  trainer: ChosenTrainer;
};

/** The attempt that the life has come to. */
export function submissionOf({ life, input }: { readonly life: Life; readonly input: AvatarInput }): Submission {
  const { avatarType, trainingType } = input.choices;
  const choices = { avatarType, trainingType };
  return { avatarId: input.avatarId, attempt: life.attempt, choices, trainer: trainerOf(input) };
}
