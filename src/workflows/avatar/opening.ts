import { ActivityFailure, ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import { defined } from '../../domain/defined.ts';
import { refusalReasons } from '../../domain/avatar/state.ts';
import { refused, type Refusal } from '../shared/refused.ts';
import type { AvatarContext } from './context.ts';

/** An avatar that is taken up stands as it did once its rows are read. Before that nothing is judged, told or drawn by its life. */
export function isOpening({ input, signals }: AvatarContext): boolean {
  return input.reopen === true && !signals.opened;
}

/** Waits until the avatar's rows are there. @throws {ApplicationFailure} ActionRefused: there will be none */
export async function whenOpened({ life, signals }: AvatarContext): Promise<void> {
  await condition(() => signals.opened || signals.refused !== undefined);
  if (signals.refused) throw refused({ ...signals.refused, status: life.status });
}

/** Why an avatar's rows were not written, as far as its person can be told. */
export function refusedOpening(error: unknown): Omit<Refusal, 'status'> {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  const reason = cause instanceof ApplicationFailure ? refusalReasons.find((known) => known === cause.type) : undefined;
  if (!(cause instanceof ApplicationFailure) || reason === undefined) return { reason: 'not_now' };
  const [{ until } = {}] = (cause.details ?? []) as [{ until?: number }?];
  return { reason, ...defined({ until }) };
}

/** As `setHandler` does, of an update that is judged by how the avatar stands: until that is known, it waits. */
export function setUpdate<Result, Argument>(
  context: AvatarContext,
  update: UpdateDefinition<Result, [Argument]>,
  handle: (argument: Argument) => Result | Promise<Result>,
  { validator, description }: { readonly validator: (argument: Argument) => void; readonly description: string },
): void {
  const handleLater = async (argument: Argument) => {
    await whenOpened(context);
    validator(argument);
    return handle(argument);
  };
  setHandler(update, (argument) => (isOpening(context) ? handleLater(argument) : handle(argument)), {
    validator: (argument) => {
      if (!isOpening(context)) validator(argument);
    },
    description,
  });
}
