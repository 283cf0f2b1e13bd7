import { Migration } from '@mikro-orm/migrations';

/** A request at the trainer's is one training's, and so one avatar's: no result is given to two. */
export class Migration20261128213000_one_request_one_training extends Migration {
  override up(): void {
    this.addSql(`alter table "trainings" add constraint "trainings_request_id_unique" unique ("request_id")`);
    this.addSql(`alter table "avatars" add constraint "avatars_fal_request_id_unique" unique ("fal_request_id")`);
  }

  override down(): void {
    this.addSql(`alter table "avatars" drop constraint "avatars_fal_request_id_unique"`);
    this.addSql(`alter table "trainings" drop constraint "trainings_request_id_unique"`);
  }
}
