import { files, records } from './activity-options.ts';
import type { AvatarChangeInput, AvatarChangeResult } from './messages.ts';

/** What a person does with an avatar whose run has ended; short, and one at a time for each avatar by its workflow id. */
export async function avatarChangeWorkflow({ avatarId, by, change }: AvatarChangeInput): Promise<AvatarChangeResult> {
  const avatar = { avatarId, telegramId: by };
  switch (change.kind) {
    case 'rename':
      return records.renameAvatar.executeWithOptions({ summary: 'rename' }, [{ ...avatar, name: change.name }]);
    case 'delete':
      return files.deleteAvatar.executeWithOptions({ summary: 'delete objects, then rows' }, [avatar]);
    case 'expect_name':
      return records.expectName.executeWithOptions({ summary: 'the next text is a name' }, [avatar]);
  }
}
