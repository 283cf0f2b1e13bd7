import type { NewName } from '../avatar/contract.ts';

/** What a person does with an ended avatar: one at a time, since the id is the avatar's. */
export const avatarChangeWorkflowId = (avatarId: string): string => `avatar-${avatarId}-change`;

/** The name under which it is registered. */
export const avatarChangeWorkflowType = 'avatarChangeWorkflow';

/** In the memo of a change: the wish that it was begun by. */
export const CHANGE_ASKED_BY = 'askedBy';

export interface AvatarChangeInput {
  readonly avatarId: string;
  readonly by: number;
  readonly change:
    | ({ readonly kind: 'rename' } & NewName)
    /** `stuck`: its run cannot answer any more, and is ended as it stands. */
    | { readonly kind: 'delete'; readonly stuck?: true }
    /** The person's next text is this avatar's name. */
    | { readonly kind: 'expect_name' }
    /** It is not: the name stays as it is. */
    | { readonly kind: 'keep_name' }
    /** It is the one that its person shows first. */
    | { readonly kind: 'main' };
}

/** `false`: there is no such avatar of this person's; for `main`, no finished one. */
export type AvatarChangeResult = boolean;
