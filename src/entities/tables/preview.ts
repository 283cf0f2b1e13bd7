import { defineEntity, p } from '@mikro-orm/core';
import { previewOutcomes } from '../../domain/pictures/preview.ts';
import { Avatar } from './user-and-avatar.ts';

const PreviewSchema = defineEntity({
  name: 'Preview',
  tableName: 'previews',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    avatar: () => p.manyToOne(Avatar).deleteRule('cascade').index(),
    /** 1, 2, 3 … */
    number: p.integer(),
    endpoint: p.text(),
    prompt: p.text(),
    /** The latest try that may have sent a submission; a try that finds its own number or a later one sends nothing. */
    claimedTry: p.integer().default(0),
    /** Submissions that were paid, or may have been. */
    paidTries: p.integer().default(0),
    /** Of the latest try, as is its outcome. */
    requestId: p.text().strictNullable(),
    outcome: p.enum(previewOutcomes).strictNullable(),
    minioKey: p.text().strictNullable(),
    /** Telegram's own file_id of the picture as it was last sent: holds for the bot that sent it alone. */
    telegramFileId: p.text().strictNullable(),
    /** Bytes. */
    fileSize: p.integer().strictNullable(),
    /** px */
    width: p.integer().strictNullable(),
    height: p.integer().strictNullable(),
    createdAt: p.datetime(6).defaultRaw('now()'),
    updatedAt: p.datetime(6).defaultRaw('now()'),
  },
  uniques: [{ properties: ['avatar', 'number'] }],
  checks: [
    { name: 'previews_stored_has_key_check', expression: `outcome is distinct from 'stored' or minio_key is not null` },
  ],
});

export class Preview extends PreviewSchema.class {}
PreviewSchema.setClass(Preview);
