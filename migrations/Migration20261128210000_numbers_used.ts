import { Migration } from '@mikro-orm/migrations';

/** The highest numbers that an avatar's photos and trainings ever had: a row that is removed takes its number with it. */
export class Migration20261128210000_numbers_used extends Migration {
  override up(): void {
    this.addSql(`
      alter table "avatars"
        add column "last_photo_number" integer not null default 0,
        add column "last_attempt" integer not null default 0`);
    this.addSql(`
      update "avatars" set
        "last_photo_number" = coalesce((select max("number") from "avatar_photos" where "avatar_id" = "avatars"."id"), 0),
        "last_attempt" = coalesce("training_attempt", 0)`);
  }

  override down(): void {
    this.addSql(`alter table "avatars" drop column "last_photo_number", drop column "last_attempt"`);
  }
}
