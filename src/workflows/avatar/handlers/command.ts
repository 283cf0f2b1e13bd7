import { currentUpdateInfo, setHandler } from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import type { Decider } from '../../../domain/avatar/decision.ts';
import type { AvatarAction } from '../../../domain/avatar/lifecycle.ts';
import { refusal } from '../../../domain/avatar/state.ts';
import { refused } from '../../shared/refused.ts';
import type { AvatarContext } from '../context.ts';
import { isUserUpdate, type Command } from '../contract.ts';

/** @throws {ApplicationFailure} ActionRefused, with a Refusal as its detail */
export function authorize({ life, input }: AvatarContext, command: Parameters<typeof refusal>[2]): void {
  const reason = refusal(life, input, command);
  if (reason !== null) throw refused({ reason, status: life.status });
}

interface CommandHandler<Argument, Result> {
  /** The action to be allowed; absent: only the owner may, while the avatar lives. */
  readonly action?: AvatarAction;
  readonly description: string;
  readonly handle: (command: Argument) => Result | Promise<Result>;
}

/** Sets the handler of a command, which is refused where it is not allowed now. */
export function setCommand<Argument extends Command, Result>(
  context: AvatarContext,
  update: UpdateDefinition<Result, [Argument]>,
  { action, description, handle }: CommandHandler<Argument, Result>,
): void {
  setUpdate(context, update, handle, {
    validator: (command) => authorize(context, action === undefined ? command : { ...command, action }),
    description,
  });
}

/** Like `setHandler`, for an update that depends on the avatar's state: it waits until that is known. */
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

/** Who sent the current update: the bot for the user, or an operator. */
export function decider(): Decider {
  return isUserUpdate(currentUpdateInfo()?.id) ? 'user' : 'team';
}
