import { pending, valid, type AvatarWorkflowState } from '../../domain/avatar/life.ts';
import { attentionOf } from '../../domain/avatar/attention.ts';
import { mayRetry } from '../../domain/training/failures.ts';
import { failureLines, whatToDo } from './operator-advice.ts';
import type { AvatarInput } from './contract.ts';

/** What an operator should know and may do, by status. */
const hints: Record<AvatarWorkflowState['status'], string> = {
  draft: 'Waits for the first photo. It expires by itself.',
  uploading: 'Waits for photos until the minimum is valid. It expires by itself.',
  ready: 'Waits for the user to confirm the start. It expires by itself.',
  training: 'See *Pending Activities* for the last answer of the trainer. Cancel the run to stop the training.',
  completed: 'Nothing to do.',
  error: 'Waits for the user to retry; send the update `retryTraining` to do it for them, or cancel the run.',
  cancelled: 'Nothing to do.',
};

/** Offers nothing that would be refused. */
function hintOf({ status, failure, ending }: AvatarWorkflowState): string {
  if (status !== 'error' || mayRetry(failure)) return hints[status];
  const then = ending ? ' Its owner has cancelled it: it ends then.' : '';
  return `Waits for an operator, who decides by the update \`decideSubmission\`; nothing else trains it before.${then}`;
}

/** Markdown for the Web UI: the avatar's state, and what to do next. */
export function statusCard(life: AvatarWorkflowState, input: AvatarInput): string {
  const { photos } = input.policy;
  const lines = [
    `### ${life.status}${life.status === 'training' ? measure(life) : ''}`,
    `- photos: **${valid(life)}** valid of ${photos.minPhotos}–${photos.maxPhotos}, ${pending(life).length} being checked`,
    `- training: ${input.choices.trainingType}, attempt ${life.attempt}`,
  ];
  if (life.request) lines.push(`- request: \`${life.request.requestId}\` at \`${life.request.endpoint}\``);
  if (life.untaken && life.status !== 'training') {
    lines.push(
      `- **not taken**: what \`${life.untaken.requestId}\` may have left. The update \`takeResult\` fetches it`,
    );
  }
  if (life.queuePosition !== undefined) lines.push(`- position in the queue: ${life.queuePosition}`);
  const attention = attentionOf(life);
  if (attention) lines.push(`- **${attention}**: ${whatToDo[attention]}`);
  lines.push(...failureLines(life));
  if (life.ending) lines.push(`- ending: ${life.ending}`);
  return [...lines, '', hintOf(life)].join('\n');
}

function measure({ watch }: AvatarWorkflowState): string {
  if (watch?.stopping) return ', being stopped';
  const how = watch?.progressSource === 'logs' ? ' by its logs' : watch?.progressSource ? ', an estimate' : '';
  return `${watch?.phase === 'queued' ? ', in the queue' : ''}${how}`;
}
