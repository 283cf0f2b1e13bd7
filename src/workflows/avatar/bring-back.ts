import { CancellationScope, condition } from '@temporalio/workflow';
import { touch } from '../../domain/avatar/life.ts';
import { bringBack, refusalToBringBack } from '../../domain/photos/removed.ts';
import type { AvatarView } from '../../domain/avatar/state.ts';
import { verdictsIn } from './check-photos.ts';
import { refused } from '../shared/refused.ts';
import type { AvatarContext } from './context.ts';

interface Sent {
  readonly by: number;
  readonly number: number;
}

/** @throws {ApplicationFailure} ActionRefused */
export function authorizeBringingBack({ life, input }: AvatarContext, command: Sent): void {
  const reason = refusalToBringBack(life, input, command);
  if (reason !== null) throw refused({ reason, status: life.status });
}

/** Brings a removed photo back, once its row and file are gone. @throws {ApplicationFailure} ActionRefused */
export function bringBackPhoto(context: AvatarContext, command: Sent): Promise<AvatarView> {
  const { life } = context;
  const { number } = command;
  return CancellationScope.nonCancellable(async () => {
    touch(life, Date.now());
    await condition(() => !context.removals.has(number));
    // Meanwhile the training may have started, or another tap been faster.
    authorizeBringingBack(context, command);
    bringBack(life, number);
    context.publish();
    await verdictsIn(context, number);
    // The answer then shows what the verdict makes of the set.
    context.recount();
    return context.state();
  });
}
