import type { UpdateDefinition } from '@temporalio/common';
import type { AvatarAction } from '../../../domain/avatar/lifecycle.ts';
import { refusal } from '../../../domain/avatar/state.ts';
import { refused } from '../../shared/refused.ts';
import type { Wish } from '../contract.ts';
import type { Run } from '../context.ts';
import { setUpdate } from '../opening.ts';

/** @throws {ApplicationFailure} ActionRefused, with a Refusal as its detail */
export function authorize({ life, input }: Run, wish: Parameters<typeof refusal>[2]): void {
  const reason = refusal(life, input, wish);
  if (reason !== null) throw refused({ reason, status: life.status });
}

interface Command<Argument, Result> {
  /** What the wish is judged as; absent: only the owner may, as long as the avatar lives. */
  readonly action?: AvatarAction;
  readonly description: string;
  readonly handle: (wish: Argument) => Result | Promise<Result>;
}

/** Sets the handler of a wish, which is refused where it cannot be granted now. */
export function setCommand<Argument extends Wish, Result>(
  run: Run,
  update: UpdateDefinition<Result, [Argument]>,
  { action, description, handle }: Command<Argument, Result>,
): void {
  setUpdate(run, update, handle, {
    validator: (wish) => authorize(run, action === undefined ? wish : { ...wish, action }),
    description,
  });
}
