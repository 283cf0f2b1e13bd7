import type { AvatarWorkflowState } from '../../../domain/avatar/life.ts';
import type { Submission } from '../../../activities/index.ts';
import type { AvatarInput } from '../contract.ts';

export function submissionOf({
  life,
  input,
}: {
  readonly life: AvatarWorkflowState;
  readonly input: AvatarInput;
}): Submission {
  const { avatarType, trainingType } = input.choices;
  const choices = { avatarType, trainingType };
  return { avatarId: input.avatarId, attempt: life.attempt, choices, trainer: input.trainer };
}
