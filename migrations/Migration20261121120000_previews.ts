import { Migration } from '@mikro-orm/migrations';

/** The first pictures of an avatar, a row for each, and what they are made with. */
export class Migration20261121120000_previews extends Migration {
  override up(): void {
    this.addSql(`
      alter table "avatars"
        add column "inference_endpoint" text null,
        add column "weights_url" text null,
        add column "weights_url_until" timestamptz(6) null`);
    this.addSql(`
      create table "previews" (
        "id" uuid not null default gen_random_uuid(),
        "avatar_id" uuid not null,
        "number" int not null,
        "endpoint" text not null,
        "prompt" text not null,
        "claimed_try" int not null default 0,
        "paid_tries" int not null default 0,
        "request_id" text null,
        "outcome" text null,
        "minio_key" text null,
        "file_size" int null,
        "width" int null,
        "height" int null,
        "created_at" timestamptz(6) not null default now(),
        "updated_at" timestamptz(6) not null default now(),
        primary key ("id"),
        constraint "previews_avatar_id_number_unique" unique ("avatar_id", "number"),
        constraint "previews_outcome_check" check ("outcome" in ('stored', 'unsafe', 'failed', 'unconfirmed')),
        constraint "previews_stored_has_key_check"
          check ("outcome" is distinct from 'stored' or "minio_key" is not null)
      )`);
    this.addSql(`create index "previews_avatar_id_index" on "previews" ("avatar_id")`);
    this.addSql(`
      alter table "previews"
        add constraint "previews_avatar_id_foreign"
          foreign key ("avatar_id") references "avatars" ("id") on delete cascade`);
  }

  override down(): void {
    this.addSql(`drop table "previews"`);
    this.addSql(`
      alter table "avatars" drop column "inference_endpoint", drop column "weights_url", drop column "weights_url_until"`);
  }
}
