import type { AvatarContext } from './context.ts';
import { registerEndingHandlers } from './handlers/ending.ts';
import { registerLifeHandlers } from './handlers/life.ts';
import { registerOperatorHandlers } from './handlers/operator.ts';
import { registerPhotoHandlers } from './handlers/photos.ts';
import { registerTrainingHandlers } from './handlers/training.ts';

/** Sets every handler of an avatar's run. They change the life; the story in workflow.ts waits for what they change. */
export function registerHandlers(context: AvatarContext): void {
  registerLifeHandlers(context);
  registerPhotoHandlers(context);
  registerTrainingHandlers(context);
  registerEndingHandlers(context);
  registerOperatorHandlers(context);
}
