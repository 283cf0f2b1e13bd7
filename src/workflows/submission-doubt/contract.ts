import type { AvatarChoices } from '../../domain/avatar/avatar.ts';
import type { ChosenTrainer } from '../../domain/training/trainers.ts';

export { trainerResult, type TrainerWord } from '../avatar/contract.ts';

/** A submission in doubt whose avatar's run is over. @param attempt empty: how the ids of all of the avatar's begin */
export const submissionDoubtWorkflowId = (avatarId: string, attempt: number | ''): string =>
  `submission-${avatarId}-${attempt}`;

/** The name under which it is registered. */
export const submissionDoubtWorkflowType = 'submissionDoubtWorkflow';

/** A submission in doubt that outlives its avatar's run. Nothing in it is about a person. */
export interface SubmissionDoubtInput {
  readonly avatarId: string;
  readonly attempt: number;
  readonly choices: Pick<AvatarChoices, 'avatarType' | 'trainingType'>;
  readonly trainer: ChosenTrainer;
  /** Between two looks at FAL's list, ms. */
  readonly lookEveryMs: number;
  /** When it is given up, ms since the epoch: FAL keeps nothing of it for so long. */
  readonly until: number;
}

/** What became of it: stopped and forgotten at FAL, or given up, by an operator or because nobody knows by then. */
export type SubmissionDoubtResult = 'stopped' | 'given_up' | 'never_known';
