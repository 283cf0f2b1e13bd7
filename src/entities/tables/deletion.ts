import { defineEntity, p } from '@mikro-orm/core';
import { languages } from '../../domain/avatar/avatar.ts';

const DeletionSchema = defineEntity({
  name: 'Deletion',
  tableName: 'deletions',
  properties: {
    /** No reference: the user may have no row. */
    telegramId: p.bigint('number').primary().autoincrement(false),
    language: p.enum(languages),
    begunAt: p.datetime(6).defaultRaw('now()'),
  },
});

/** A running deletion of a user's data: nothing new of the user is accepted. */
export class Deletion extends DeletionSchema.class {}
DeletionSchema.setClass(Deletion);
