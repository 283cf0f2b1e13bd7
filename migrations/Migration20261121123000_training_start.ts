import { Migration } from '@mikro-orm/migrations';

/** When a training began to run: what it takes is counted from there, and not from its place in a queue. */
export class Migration20261121123000_training_start extends Migration {
  override up(): void {
    this.addSql(`alter table "trainings" add column "started_at" timestamptz(6) null`);
  }

  override down(): void {
    this.addSql(`alter table "trainings" drop column "started_at"`);
  }
}
