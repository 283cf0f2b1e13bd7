/** Makes an avatar's first pictures: one run at a time. */
export const previewWorkflowId = (avatarId: string): string => `avatar-${avatarId}-preview`;

export const previewWorkflowType = 'previewWorkflow';

export interface PreviewInput {
  readonly avatarId: string;
  readonly pictures: number;
}

/** How many were sent; `null`: the avatar is deleted. */
export type PreviewResult = number | null;
