import type { NewName } from '../avatar/contract.ts';

/** A user's command on an ended avatar. The id allows one at a time for each avatar. */
export const avatarChangeWorkflowId = (avatarId: string): string => `avatar-${avatarId}-change`;

export const avatarChangeWorkflowType = 'avatarChangeWorkflow';

/** Memo field: the command that started the change. */
export const CHANGE_ASKED_BY = 'askedBy';

export interface AvatarChangeInput {
  readonly avatarId: string;
  readonly by: number;
  readonly change:
    | ({ readonly kind: 'rename' } & NewName)
    /** `stuck`: its run no longer answers, and is terminated. */
    | { readonly kind: 'delete'; readonly stuck?: true }
    /** The user's next text is this avatar's name. */
    | { readonly kind: 'expect_name' }
    /** The next text is not: the name stays. */
    | { readonly kind: 'keep_name' }
    | { readonly kind: 'main' };
}

/** `false`: the user has no such avatar; for `main`, no completed one. */
export type AvatarChangeResult = boolean;
