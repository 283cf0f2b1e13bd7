import { defineEntity, p } from '@mikro-orm/core';

const TrainerRequestSchema = defineEntity({
  name: 'TrainerRequest',
  tableName: 'trainer_requests',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    // Points to nothing: it outlives avatars, so that the trainer can be asked to forget what was made of them, too.
    telegramId: p.bigint('number').index(),
    avatarId: p.uuid(),
    purpose: p.enum(['training', 'picture']),
    /** The training's attempt, or the picture's number. */
    number: p.integer(),
    /** Of a picture; 0 for a training. */
    try: p.integer(),
    endpoint: p.text(),
    /** null: sent, and nobody knows what came of it. */
    requestId: p.text().strictNullable(),
    /** The id under which the trainer keeps the model. */
    finetuneId: p.text().strictNullable(),
    /** It ended in a way that surely cost nothing. */
    isFree: p.boolean().default(false),
    createdAt: p.datetime(6).defaultRaw('now()'),
  },
  uniques: [{ properties: ['avatarId', 'purpose', 'number', 'try'] }],
});

/** What was, or may have been, asked of the trainer for a person: until all that is kept of them is deleted. */
export class TrainerRequest extends TrainerRequestSchema.class {}
TrainerRequestSchema.setClass(TrainerRequest);
