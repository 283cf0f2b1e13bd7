import { defaultPolicy, type AvatarPolicy } from '../../src/domain/avatar/policy.ts';
import { chooseTrainer } from '../../src/domain/training/trainers.ts';
import { avatarWorkflowType, type AvatarInput } from '../../src/workflows/avatar/contract.ts';

/** A history as JSON, as far as it is looked at here. */
export interface RecordedHistory {
  readonly events: {
    workflowExecutionStartedEventAttributes?: {
      workflowType: { name: string };
      input: { payloads: { data: string }[] };
    };
  }[];
}

/** With what may be missing. */
type RecordedInput = Omit<AvatarInput, 'trainer' | 'policy'> &
  Partial<Pick<AvatarInput, 'trainer'>> & { readonly policy: Omit<AvatarPolicy, 'preview'> & Partial<AvatarPolicy> };

/**
 * Completes the input of an avatar's run that was recorded before all of its policy was required. Until the histories are recorded
 * anew, which leaves nothing to complete: this file goes then.
 */
export function withWholeInput(recorded: RecordedHistory): RecordedHistory {
  const started = recorded.events[0]?.workflowExecutionStartedEventAttributes;
  const [payload] = started?.input.payloads ?? [];
  if (started?.workflowType.name !== avatarWorkflowType || !payload) return recorded;
  const input = JSON.parse(Buffer.from(payload.data, 'base64').toString()) as RecordedInput;
  const { policy } = input;
  const timing = { ...defaultPolicy.timing, ...policy.timing };
  const whole = {
    ...input,
    policy: { ...policy, preview: policy.preview ?? { pictures: 0 }, timing },
    trainer: input.trainer ?? chooseTrainer(input.choices.trainingType),
  };
  payload.data = Buffer.from(JSON.stringify(whole)).toString('base64');
  return recorded;
}
