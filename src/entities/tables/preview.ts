import { defineEntity, p } from '@mikro-orm/core';
import { previewOutcomes } from '../../domain/pictures/preview.ts';
import { Avatar } from './user-and-avatar.ts';

const PreviewSchema = defineEntity({
  name: 'Preview',
  tableName: 'previews',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    avatar: () => p.manyToOne(Avatar).deleteRule('cascade').index(),
    number: p.integer(),
    endpoint: p.text(),
    prompt: p.text(),
    /** The latest try that may have been submitted; a try that finds its own number or a later one does not submit. */
    claimedTry: p.integer().default(0),
    /** Submissions that were, or may have been, paid. */
    paidTries: p.integer().default(0),
    /** Of the latest try, like the outcome. */
    requestId: p.text().strictNullable(),
    outcome: p.enum(previewOutcomes).strictNullable(),
    minioKey: p.text().strictNullable(),
    /** Of the picture as last sent: valid only for the bot that sent it. */
    telegramFileId: p.text().strictNullable(),
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
