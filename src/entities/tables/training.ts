import { defineEntity, p } from '@mikro-orm/core';
import type { FailureReason } from '../../domain/training/training.ts';
import type { TrainingReport } from '../../domain/training/watch.ts';
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
    trainer: p.text(),
    preset: p.enum(trainingPresets),
    endpoint: p.text(),
    falMode: p.enum(['live', 'test']),
    config: p.json<Readonly<Record<string, string | number | boolean>>>(),
    /** Gives anybody access to the photos: kept only while it may be needed to submit. */
    archiveUrl: p.text().strictNullable(),
    /** The latest try that may have been submitted; a try that finds its own number or a later one does not submit. */
    claimedTry: p.integer().default(0),
    /** Unique: a result belongs to one avatar only. */
    requestId: p.text().strictNullable().unique(),
    submittedAt: p.datetime(6).strictNullable(),
    /** When it began to run after the queue, if known. */
    startedAt: p.datetime(6).strictNullable(),
    endedAt: p.datetime(6).strictNullable(),
    outcome: p.enum(['completed', 'failed', 'cancelled']).strictNullable(),
    /** What happened to its result. null with a request: it may still be fetched. `unwanted`: a photo of it was removed since. */
    result: p.enum(['taken', 'none', 'unwanted']).strictNullable(),
    /** Gives anybody access to the weights: kept until the result is fetched, or there is none. */
    resultUrl: p.text().strictNullable(),
    /** The last report of its progress. */
    lastReport: p.json<TrainingReport>().strictNullable(),
    failureReason: p.text().$type<FailureReason>().strictNullable(),
    createdAt: p.datetime(6).defaultRaw('now()'),
  },
  uniques: [{ properties: ['avatar', 'attempt'] }],
  indexes: [{ properties: ['trainer', 'preset', 'endedAt'] }],
});

export class Training extends TrainingSchema.class {}
TrainingSchema.setClass(Training);
