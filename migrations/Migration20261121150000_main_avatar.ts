import { Migration } from '@mikro-orm/migrations';

/** A person's main avatar, and what Telegram calls the pictures that were sent, so that they are shown again without storage. */
export class Migration20261121150000_main_avatar extends Migration {
  override up(): void {
    this.addSql(`
      alter table "users"
        add column "main_avatar_id" uuid null,
        add constraint "users_main_avatar_id_foreign" foreign key ("main_avatar_id") references "avatars" ("id") on delete set null`);
    this.addSql(`create index "users_main_avatar_id_index" on "users" ("main_avatar_id")`);
    this.addSql(`alter table "previews" add column "telegram_file_id" text null`);
    // Whoever has finished avatars by now has a main one: the first.
    this.addSql(`
      update "users" u set "main_avatar_id" = (
        select a."id" from "avatars" a
        where a."user_id" = u."id" and a."status" = 'completed'
        order by a."completed_at", a."created_at", a."id" limit 1)`);
  }

  override down(): void {
    this.addSql(`alter table "previews" drop column "telegram_file_id"`);
    this.addSql(`alter table "users" drop column "main_avatar_id"`);
  }
}
