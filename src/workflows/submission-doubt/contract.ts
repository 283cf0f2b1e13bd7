import type { AvatarChoices } from '../../domain/avatar/avatar.ts';
import type { ChosenTrainer } from '../../domain/training/trainers.ts';

export { reportTrainingEnd, type TrainerWord } from '../avatar/contract.ts';

/** A submission in doubt whose avatar's run is over. @param attempt empty: the common prefix of the avatar's ids */
export const submissionDoubtWorkflowId = (avatarId: string, attempt: number | ''): string =>
  `submission-${avatarId}-${attempt}`;

export const submissionDoubtWorkflowType = 'submissionDoubtWorkflow';

/** A submission in doubt that outlives its avatar's run. Contains nothing about a user. */
export interface SubmissionDoubtInput {
  readonly avatarId: string;
  readonly attempt: number;
  readonly choices: Pick<AvatarChoices, 'avatarType' | 'trainingType'>;
  readonly trainer: ChosenTrainer;
  /** Between two look-ups in FAL's list, ms. */
  readonly lookEveryMs: number;
  /** When it is given up, ms since the epoch: FAL keeps nothing longer. */
  readonly until: number;
}

/** `stopped`: stopped and deleted at FAL. `given_up`: by an operator. `never_known`: not found in time. */
export type SubmissionDoubtResult = 'stopped' | 'given_up' | 'never_known';
