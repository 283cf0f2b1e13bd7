import { Migration } from '@mikro-orm/migrations';

/** What became of a training's result, and where FAL keeps its file until it is taken. */
export class Migration20261128213000_training_results extends Migration {
  override up(): void {
    this.addSql(`
      alter table "trainings"
        add column "result" text null,
        add column "result_url" text null,
        add constraint "trainings_result_check" check ("result" in ('taken', 'none', 'unwanted'))`);
    this.addSql(`update "trainings" set "result" = 'taken' where "outcome" = 'completed'`);
  }

  override down(): void {
    this.addSql(`
      alter table "trainings"
        drop constraint "trainings_result_check",
        drop column "result",
        drop column "result_url"`);
  }
}
