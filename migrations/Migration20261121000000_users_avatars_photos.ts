import { Migration } from '@mikro-orm/migrations';

export class Migration20261121000000_users_avatars_photos extends Migration {
  override up(): void {
    this.addSql(`create type "avatar_gender" as enum ('male', 'female', 'other')`);
    this.addSql(`create type "avatar_type" as enum ('character', 'style', 'custom')`);
    this.addSql(`create type "training_type" as enum ('portrait', 'style')`);
    this.addSql(
      `create type "avatar_status" as enum ('draft', 'uploading', 'ready', 'training', 'completed', 'error', 'cancelled')`,
    );
    this.addSql(`create type "photo_validation_status" as enum ('pending', 'valid', 'invalid', 'duplicate')`);

    this.addSql(`
      create table "users" (
        "id" uuid not null default gen_random_uuid(),
        "telegram_id" bigint not null,
        "language" text not null,
        "first_name" text not null,
        "username" text null,
        "open_avatar_id" uuid null,
        "naming_avatar_id" uuid null,
        "created_at" timestamptz(6) not null default now(),
        "updated_at" timestamptz(6) not null default now(),
        primary key ("id"),
        constraint "users_telegram_id_unique" unique ("telegram_id"),
        constraint "users_language_check" check ("language" in ('ru', 'en'))
      )`);
    this.addSql(`create index "users_open_avatar_id_index" on "users" ("open_avatar_id")`);
    this.addSql(`create index "users_naming_avatar_id_index" on "users" ("naming_avatar_id")`);

    this.addSql(`
      create table "avatars" (
        "id" uuid not null,
        "user_id" uuid not null,
        "name" text not null,
        "gender" "avatar_gender" not null,
        "avatar_type" "avatar_type" not null,
        "training_type" "training_type" not null,
        "status" "avatar_status" not null default 'draft',
        "finetune_id" text null,
        "training_progress" int not null default 0,
        "fal_mode" text null,
        "fal_endpoint" text null,
        "fal_request_id" text null,
        "avatar_data" jsonb not null default '{}',
        "training_config" jsonb not null default '{}',
        "training_attempt" int null,
        "photos_count" int not null default 0,
        "failure_reason" text null,
        "weights_key" text null,
        "weights_sha256" text null,
        "weights_bytes" bigint null,
        "training_started_at" timestamptz(6) null,
        "completed_at" timestamptz(6) null,
        "created_at" timestamptz(6) not null default now(),
        "updated_at" timestamptz(6) not null default now(),
        primary key ("id"),
        constraint "avatars_fal_mode_check" check ("fal_mode" in ('live', 'test')),
        constraint "avatars_training_progress_check" check (training_progress >= 0 and training_progress <= 100),
        constraint "avatars_photos_count_check" check (photos_count >= 0)
      )`);
    this.addSql(`create index "avatars_user_id_index" on "avatars" ("user_id")`);
    this.addSql(`create index "avatars_finetune_id_index" on "avatars" ("finetune_id")`);
    this.addSql(`create index "avatars_user_id_created_at_index" on "avatars" ("user_id", "created_at")`);

    this.addSql(`
      create table "avatar_photos" (
        "id" uuid not null default gen_random_uuid(),
        "avatar_id" uuid not null,
        "user_id" uuid not null,
        "number" int not null,
        "file_id" text not null,
        "file_unique_id" text not null,
        "message_id" int not null,
        "album_id" text null,
        "validation_status" "photo_validation_status" not null default 'pending',
        "refusal" text null,
        "minio_key" text null,
        "file_hash" text null,
        "file_size" int null,
        "width" int null,
        "height" int null,
        "has_face" boolean null,
        "quality_score" double precision null,
        "photo_metadata" jsonb not null default '{}',
        "created_at" timestamptz(6) not null default now(),
        primary key ("id"),
        constraint "avatar_photos_avatar_id_number_unique" unique ("avatar_id", "number"),
        constraint "avatar_photos_valid_is_stored_check"
          check (validation_status <> 'valid' or (minio_key is not null and file_hash is not null))
      )`);
    this.addSql(`create index "avatar_photos_avatar_id_index" on "avatar_photos" ("avatar_id")`);
    this.addSql(`create index "avatar_photos_user_id_index" on "avatar_photos" ("user_id")`);
    this.addSql(`
      create unique index "avatar_photos_valid_hash_unique" on "avatar_photos" ("avatar_id", "file_hash")
        where validation_status = 'valid'`);

    this.addSql(`
      alter table "users"
        add constraint "users_open_avatar_id_foreign"
          foreign key ("open_avatar_id") references "avatars" ("id") on delete set null,
        add constraint "users_naming_avatar_id_foreign"
          foreign key ("naming_avatar_id") references "avatars" ("id") on delete set null`);
    this.addSql(`
      alter table "avatars"
        add constraint "avatars_user_id_foreign"
          foreign key ("user_id") references "users" ("id") on delete restrict`);
    this.addSql(`
      alter table "avatar_photos"
        add constraint "avatar_photos_avatar_id_foreign"
          foreign key ("avatar_id") references "avatars" ("id") on delete cascade,
        add constraint "avatar_photos_user_id_foreign"
          foreign key ("user_id") references "users" ("id") on delete restrict`);
  }

  override down(): void {
    // Users and avatars point to each other: neither table could go first with these in place.
    this.addSql(`
      alter table "users"
        drop constraint "users_open_avatar_id_foreign",
        drop constraint "users_naming_avatar_id_foreign"`);
    this.addSql(`drop table "avatar_photos"`);
    this.addSql(`drop table "avatars"`);
    this.addSql(`drop table "users"`);
    this.addSql(`drop type "photo_validation_status"`);
    this.addSql(`drop type "avatar_status"`);
    this.addSql(`drop type "training_type"`);
    this.addSql(`drop type "avatar_type"`);
    this.addSql(`drop type "avatar_gender"`);
  }
}
