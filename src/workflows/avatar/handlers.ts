import type { AvatarContext } from './context.ts';
import { registerEndingHandlers } from './handlers/ending.ts';
import { registerLifeHandlers } from './handlers/life.ts';
import { registerOperatorHandlers } from './handlers/operator.ts';
import { registerPhotoHandlers } from './handlers/photos.ts';
import { registerTrainingHandlers } from './handlers/training.ts';

/** Sets every handler of an avatar's run. Handlers change the state; workflow.ts waits for the changes. */
export function registerHandlers(context: AvatarContext): void {
  registerLifeHandlers(context);
  registerPhotoHandlers(context);
  registerTrainingHandlers(context);
  registerEndingHandlers(context);
  registerOperatorHandlers(context);
}
