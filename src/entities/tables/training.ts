import { defineEntity, p } from '@mikro-orm/core';
import type { FailureReason } from '../../domain/training/training.ts';
import { trainingPresets } from '../../domain/training/trainers.ts';
import { Avatar } from './user-and-avatar.ts';

const TrainingSchema = defineEntity({
  name: 'Training',
  tableName: 'trainings',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    avatar: () => p.manyToOne(Avatar).deleteRule('cascade').index(),
    /** 1, 2, 3 …, over all runs of the avatar. */
    attempt: p.integer(),
    /** Name in the registry of trainers. */
    trainer: p.text(),
    preset: p.enum(trainingPresets),
    endpoint: p.text(),
    falMode: p.enum(['live', 'test']),
    config: p.json<Readonly<Record<string, string | number | boolean>>>(),
    /** Opens the photos to anybody: kept for as long as it may be needed to submit, never longer. */
    archiveUrl: p.text().strictNullable(),
    /** The latest try that may have sent the submission; a try that finds its own number or a later one sends nothing. */
    claimedTry: p.integer().default(0),
    /** No two trainings are one request: a result is one avatar's alone. */
    requestId: p.text().strictNullable().unique(),
    submittedAt: p.datetime(6).strictNullable(),
    /** When it began to run at the trainer's, as far as that is known: the queue lies before it. */
    startedAt: p.datetime(6).strictNullable(),
    endedAt: p.datetime(6).strictNullable(),
    outcome: p.enum(['completed', 'failed', 'cancelled']).strictNullable(),
    /** What became of what it left; null with a request: it may still be taken. `unwanted`: it was made of photos that were removed since. */
    result: p.enum(['taken', 'none', 'unwanted']).strictNullable(),
    /** Opens the weights to anybody: kept until the result is taken, or there is none. */
    resultUrl: p.text().strictNullable(),
    failureReason: p.text().$type<FailureReason>().strictNullable(),
    createdAt: p.datetime(6).defaultRaw('now()'),
  },
  uniques: [{ properties: ['avatar', 'attempt'] }],
  indexes: [{ properties: ['trainer', 'preset', 'endedAt'] }],
});

export class Training extends TrainingSchema.class {}
TrainingSchema.setClass(Training);
