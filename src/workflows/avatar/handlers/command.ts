import { currentUpdateInfo, setHandler } from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import type { Decider } from '../../../domain/avatar/decision.ts';
import type { AvatarAction } from '../../../domain/avatar/lifecycle.ts';
import { refusal } from '../../../domain/avatar/state.ts';
import { refused } from '../../shared/refused.ts';
import type { AvatarContext } from '../context.ts';
import { isPersonsUpdate, type Command } from '../contract.ts';

/** @throws {ApplicationFailure} ActionRefused, with a Refusal as its detail */
export function authorize({ life, input }: AvatarContext, wish: Parameters<typeof refusal>[2]): void {
  const reason = refusal(life, input, wish);
  if (reason !== null) throw refused({ reason, status: life.status });
}

interface CommandHandler<Argument, Result> {
  /** What the wish is judged as; absent: only the owner may, as long as the avatar lives. */
  readonly action?: AvatarAction;
  readonly description: string;
  readonly handle: (wish: Argument) => Result | Promise<Result>;
}

/** Sets the handler of a wish, which is refused where it cannot be granted now. */
export function setCommand<Argument extends Command, Result>(
  context: AvatarContext,
  update: UpdateDefinition<Result, [Argument]>,
  { action, description, handle }: CommandHandler<Argument, Result>,
): void {
  setUpdate(context, update, handle, {
    validator: (wish) => authorize(context, action === undefined ? wish : { ...wish, action }),
    description,
  });
}

/** As `setHandler` does, of an update that is judged by how the avatar stands: until that is known, it waits. */
export function setUpdate<Result, Argument>(
  context: AvatarContext,
  update: UpdateDefinition<Result, [Argument]>,
  handle: (argument: Argument) => Result | Promise<Result>,
  { validator, description }: { readonly validator: (argument: Argument) => void; readonly description: string },
): void {
  const handleLater = async (argument: Argument) => {
    await context.whenOpened();
    validator(argument);
    return handle(argument);
  };
  setHandler(update, (argument) => (context.isOpening() ? handleLater(argument) : handle(argument)), {
    validator: (argument) => {
      if (!context.isOpening()) validator(argument);
    },
    description,
  });
}

/** Who has sent the update that is being handled: the bot for the person, or an operator. */
export function decider(): Decider {
  return isPersonsUpdate(currentUpdateInfo()?.id) ? 'person' : 'team';
}
