export const AVATAR_TASK_QUEUE = 'avatars';

/** Photos are checked in a queue of their own: it bounds the heavy work, and an album does not delay other users' cards. */
export const photoTaskQueue = (taskQueue: string): string => `${taskQueue}-photos`;
