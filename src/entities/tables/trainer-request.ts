import { defineEntity, p } from '@mikro-orm/core';

const TrainerRequestSchema = defineEntity({
  name: 'TrainerRequest',
  tableName: 'trainer_requests',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    // No reference: it outlives avatars, so that the trainer can be asked to delete their data, too.
    telegramId: p.bigint('number').index(),
    avatarId: p.uuid(),
    purpose: p.enum(['training', 'picture']),
    /** The attempt of a training, or the number of a picture. */
    number: p.integer(),
    /** Of a picture; 0 for a training. */
    try: p.integer(),
    endpoint: p.text(),
    /** null: sent, with unknown outcome. */
    requestId: p.text().strictNullable(),
    /** The id under which the trainer keeps the model. */
    finetuneId: p.text().strictNullable(),
    /** It ended in a way that surely cost nothing. */
    isFree: p.boolean().default(false),
    createdAt: p.datetime(6).defaultRaw('now()'),
  },
  uniques: [{ properties: ['avatarId', 'purpose', 'number', 'try'] }],
});

/** What was, or may have been, submitted for a user: kept until their data are deleted. */
export class TrainerRequest extends TrainerRequestSchema.class {}
TrainerRequestSchema.setClass(TrainerRequest);
