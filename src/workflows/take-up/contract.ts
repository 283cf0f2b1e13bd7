/** Taking up an avatar whose run is lost. */
export const takeUpWorkflowId = (avatarId: string): string => `avatar-${avatarId}-take-up`;

/** The name under which it is registered. */
export const takeUpWorkflowType = 'takeUpWorkflow';

export interface TakeUpInput {
  readonly avatarId: string;
}
