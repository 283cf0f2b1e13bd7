import { Migration } from '@mikro-orm/migrations';

/** What was asked of the trainer for a person: kept though an avatar is deleted, and though a picture is asked for again. */
export class Migration20261128215000_trainer_requests extends Migration {
  override up(): void {
    this.addSql(`
      create table "trainer_requests" (
        "id" uuid not null default gen_random_uuid(),
        "telegram_id" bigint not null,
        "avatar_id" uuid not null,
        "purpose" text not null,
        "number" int not null,
        "try" int not null,
        "endpoint" text not null,
        "request_id" text null,
        "finetune_id" text null,
        "created_at" timestamptz(6) not null default now(),
        primary key ("id"),
        constraint "trainer_requests_purpose_check" check ("purpose" in ('training', 'picture')),
        constraint "trainer_requests_avatar_id_purpose_number_try_unique" unique ("avatar_id", "purpose", "number", "try")
      )`);
    this.addSql(`create index "trainer_requests_telegram_id_index" on "trainer_requests" ("telegram_id")`);
    this.addSql(`
      insert into "trainer_requests" ("telegram_id", "avatar_id", "purpose", "number", "try", "endpoint", "request_id", "finetune_id")
        select u."telegram_id", a."id", 'training', t."attempt", 0, t."endpoint", t."request_id",
          case when t."request_id" = a."fal_request_id" then a."finetune_id" end
        from "trainings" t join "avatars" a on a."id" = t."avatar_id" join "users" u on u."id" = a."user_id"
        where t."request_id" is not null or (t."claimed_try" > 0 and t."outcome" is null)`);
    this.addSql(`
      insert into "trainer_requests" ("telegram_id", "avatar_id", "purpose", "number", "try", "endpoint", "request_id")
        select u."telegram_id", a."id", 'picture', p."number", p."claimed_try", p."endpoint", p."request_id"
        from "previews" p join "avatars" a on a."id" = p."avatar_id" join "users" u on u."id" = a."user_id"
        where p."request_id" is not null or p."outcome" = 'unconfirmed'`);
  }

  override down(): void {
    this.addSql(`drop table "trainer_requests"`);
  }
}
