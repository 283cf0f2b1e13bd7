import { condition, setHandler } from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import { refused } from '../shared/refused.ts';
import type { Heard } from './heard.ts';
import type { Run } from './context.ts';

/** An avatar that is taken up stands as it did once its rows are read. Before that nothing is judged, told or drawn by its life. */
export interface Opening {
  isUnderWay(): boolean;
  /** @throws {ApplicationFailure} ActionRefused: there are no rows */
  ended(): Promise<void>;
  /** As `setHandler` does, of an update that is judged by how the avatar stands: until that is known, it waits. */
  readonly setUpdate: <Result, Argument>(
    update: UpdateDefinition<Result, [Argument]>,
    handle: (argument: Argument) => Result | Promise<Result>,
    options: { readonly validator: (argument: Argument) => void; readonly description: string },
  ) => void;
}

export function createOpening({ life, input }: Run, heard: Heard): Opening {
  const isUnderWay = () => input.reopen === true && !heard.opened;

  async function ended(): Promise<void> {
    await condition(() => heard.opened || heard.refused !== undefined);
    if (heard.refused) throw refused({ ...heard.refused, status: life.status });
  }

  return {
    isUnderWay,
    ended,
    setUpdate(update, handle, { validator, description }) {
      const handleLater = async (argument: Parameters<typeof handle>[0]) => {
        await ended();
        validator(argument);
        return handle(argument);
      };
      setHandler(update, (argument) => (isUnderWay() ? handleLater(argument) : handle(argument)), {
        validator: (argument) => {
          if (!isUnderWay()) validator(argument);
        },
        description,
      });
    },
  };
}
