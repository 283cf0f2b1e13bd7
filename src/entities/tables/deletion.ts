import { defineEntity, p } from '@mikro-orm/core';
import { languages } from '../../domain/avatar/avatar.ts';

const DeletionSchema = defineEntity({
  name: 'Deletion',
  tableName: 'deletions',
  properties: {
    /** Whose data are being deleted. Of their own row nothing is asked: there may be none. */
    telegramId: p.bigint('number').primary().autoincrement(false),
    /** The one that they are written to in meanwhile. */
    language: p.enum(languages),
    begunAt: p.datetime(6).defaultRaw('now()'),
  },
});

/** There while all that is kept of a person is being deleted: nothing new is taken of them. */
export class Deletion extends DeletionSchema.class {}
DeletionSchema.setClass(Deletion);
