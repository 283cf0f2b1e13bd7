/** The making of an avatar's first pictures: one at a time. */
export const previewWorkflowId = (avatarId: string): string => `avatar-${avatarId}-preview`;

/** The name under which it is registered. */
export const previewWorkflowType = 'previewWorkflow';

export interface PreviewInput {
  readonly avatarId: string;
  /** How many there are to be. */
  readonly pictures: number;
}

/** How many were sent; `null`: the avatar is deleted. */
export type PreviewResult = number | null;
