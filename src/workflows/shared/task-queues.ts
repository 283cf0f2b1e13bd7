export const AVATAR_TASK_QUEUE = 'avatars';

/** Where photos are checked: heavy work, bounded on its own, so that an album holds up nobody's card. */
export const photoTaskQueue = (taskQueue: string): string => `${taskQueue}-photos`;
