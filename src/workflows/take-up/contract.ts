/** Restarts an avatar whose run is lost. */
export const takeUpWorkflowId = (avatarId: string): string => `avatar-${avatarId}-take-up`;

export const takeUpWorkflowType = 'takeUpWorkflow';

export interface TakeUpInput {
  readonly avatarId: string;
}
