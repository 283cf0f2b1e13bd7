import { Migration } from '@mikro-orm/migrations';

/** Whose data are being deleted: known of people without any other row, too. */
export class Migration20261128210000_deletions extends Migration {
  override up(): void {
    this.addSql(`
      create table "deletions" (
        "telegram_id" bigint not null,
        "language" text not null,
        "begun_at" timestamptz(6) not null default now(),
        primary key ("telegram_id"),
        constraint "deletions_language_check" check ("language" in ('ru', 'en'))
      )`);
    this.addSql(`
      insert into "deletions" ("telegram_id", "language", "begun_at")
        select "telegram_id", coalesce("chosen_language", "language"), "deleting_at" from "users" where "deleting_at" is not null`);
    this.addSql(`alter table "users" drop column "deleting_at"`);
  }

  override down(): void {
    this.addSql(`alter table "users" add column "deleting_at" timestamptz(6) null`);
    this.addSql(`
      update "users" u set "deleting_at" = d."begun_at" from "deletions" d where d."telegram_id" = u."telegram_id"`);
    this.addSql(`drop table "deletions"`);
  }
}
