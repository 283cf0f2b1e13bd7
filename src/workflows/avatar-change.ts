import { getExternalWorkflowHandle } from '@temporalio/workflow';
import { choices, files, records } from './activity-options.ts';
import { previewWorkflowId, type AvatarChangeInput, type AvatarChangeResult } from './messages.ts';

/** What a person does with an avatar whose run has ended; short, and one at a time for each avatar by its workflow id. */
export async function avatarChangeWorkflow({ avatarId, by, change }: AvatarChangeInput): Promise<AvatarChangeResult> {
  const avatar = { avatarId, telegramId: by };
  switch (change.kind) {
    case 'rename': {
      const { name, messageId } = change;
      const said = messageId === undefined ? {} : { namedBy: messageId };
      return records.renameAvatar.executeWithOptions({ summary: 'rename' }, [{ ...avatar, name, ...said }]);
    }
    case 'delete':
      await stopPreviews(avatarId);
      return files.deleteAvatar.executeWithOptions({ summary: 'delete objects, then rows' }, [avatar]);
    case 'expect_name':
      return records.expectName.executeWithOptions({ summary: 'the next text is a name' }, [avatar]);
    case 'keep_name':
      return choices.keepName.executeWithOptions({ summary: 'the name stays' }, [avatar]);
    case 'main':
      return choices.chooseMain.executeWithOptions({ summary: 'the main avatar' }, [avatar]);
  }
}

/** Nothing is drawn of an avatar that goes. */
async function stopPreviews(avatarId: string): Promise<void> {
  // None being made is the usual case, and no fault.
  await getExternalWorkflowHandle(previewWorkflowId(avatarId))
    .cancel()
    .catch(() => undefined);
}
