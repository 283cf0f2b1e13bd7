import { Migration } from '@mikro-orm/migrations';

/** All tables. What each column means is said by the entities, in src/entities. */
export class Migration20261121000000_schema extends Migration {
  override up(): void {
    for (const statement of [...enums, ...users, ...avatars, ...photos, ...trainings, ...previews, ...others]) {
      this.addSql(statement);
    }
    for (const statement of foreignKeys) this.addSql(statement);
  }

  override down(): void {
    // Users and avatars point to each other: neither table could go first with these in place.
    this.addSql(`
      alter table "users"
        drop constraint "users_open_avatar_id_foreign",
        drop constraint "users_naming_avatar_id_foreign",
        drop constraint "users_main_avatar_id_foreign"`);
    for (const table of [
      'recent_usage',
      'deletions',
      'trainer_requests',
      'previews',
      'trainings',
      'avatar_photos',
      'avatars',
      'users',
    ]) {
      this.addSql(`drop table "${table}"`);
    }
    for (const type of ['photo_validation_status', 'avatar_status', 'training_type', 'avatar_type', 'avatar_gender']) {
      this.addSql(`drop type "${type}"`);
    }
  }
}

const enums = [
  `create type "avatar_gender" as enum ('male', 'female', 'other')`,
  `create type "avatar_type" as enum ('character', 'style', 'custom')`,
  `create type "training_type" as enum ('portrait', 'style')`,
  `create type "avatar_status" as enum ('draft', 'uploading', 'ready', 'training', 'completed', 'error', 'cancelled')`,
  `create type "photo_validation_status" as enum ('pending', 'valid', 'invalid', 'duplicate')`,
];

const users = [
  `create table "users" (
    "id" uuid not null default gen_random_uuid(),
    "telegram_id" bigint not null,
    "language" text not null,
    "chosen_language" text null,
    "first_name" text not null,
    "username" text null,
    "open_avatar_id" uuid null,
    "naming_avatar_id" uuid null,
    "main_avatar_id" uuid null,
    "blocked_at" timestamptz(6) null,
    "recent_avatars" jsonb not null default '[]',
    "photos_paced_until" timestamptz(6) null,
    "created_at" timestamptz(6) not null default now(),
    "updated_at" timestamptz(6) not null default now(),
    primary key ("id"),
    constraint "users_telegram_id_unique" unique ("telegram_id"),
    constraint "users_language_check" check ("language" in ('ru', 'en')),
    constraint "users_chosen_language_check" check ("chosen_language" in ('ru', 'en'))
  )`,
  `create index "users_open_avatar_id_index" on "users" ("open_avatar_id")`,
  `create index "users_naming_avatar_id_index" on "users" ("naming_avatar_id")`,
  `create index "users_main_avatar_id_index" on "users" ("main_avatar_id")`,
];

const avatars = [
  `create table "avatars" (
    "id" uuid not null,
    "user_id" uuid not null,
    "name" text not null,
    "named_by_message_id" int null,
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
    "card_revision" int not null default 0,
    "card_holder" uuid null,
    "last_card" jsonb null,
    "card_held_until" timestamptz(6) null,
    "training_attempt" int null,
    "photos_count" int not null default 0,
    "last_photo_number" int not null default 0,
    "last_attempt" int not null default 0,
    "failure_reason" text null,
    "weights_key" text null,
    "weights_sha256" text null,
    "weights_bytes" bigint null,
    "inference_endpoint" text null,
    "weights_url" text null,
    "weights_url_until" timestamptz(6) null,
    "training_claimed_at" timestamptz(6) null,
    "training_started_at" timestamptz(6) null,
    "completed_at" timestamptz(6) null,
    "photos_kept_until" timestamptz(6) null,
    "photos_removed_at" timestamptz(6) null,
    "missed_news" jsonb null,
    "deleting_at" timestamptz(6) null,
    "created_at" timestamptz(6) not null default now(),
    "updated_at" timestamptz(6) not null default now(),
    primary key ("id"),
    constraint "avatars_fal_request_id_unique" unique ("fal_request_id"),
    constraint "avatars_fal_mode_check" check ("fal_mode" in ('live', 'test')),
    constraint "avatars_training_progress_check" check (training_progress >= 0 and training_progress <= 100),
    constraint "avatars_photos_count_check" check (photos_count >= 0)
  )`,
  `create index "avatars_user_id_index" on "avatars" ("user_id")`,
  `create index "avatars_finetune_id_index" on "avatars" ("finetune_id")`,
  `create index "avatars_user_id_created_at_index" on "avatars" ("user_id", "created_at")`,
];

const photos = [
  `create table "avatar_photos" (
    "id" uuid not null default gen_random_uuid(),
    "avatar_id" uuid not null,
    "user_id" uuid not null,
    "number" int not null,
    "file_id" text not null,
    "file_unique_id" text not null,
    "message_id" int not null,
    "album_id" text null,
    "validation_status" "photo_validation_status" not null default 'pending',
    "checks_begun" int not null default 0,
    "refusal" text null,
    "minio_key" text null,
    "file_hash" text null,
    "perceptual_hash" text null,
    "file_size" int null,
    "width" int null,
    "height" int null,
    "has_face" boolean null,
    "quality_score" double precision null,
    "photo_metadata" jsonb not null default '{}',
    "is_cover" boolean not null default false,
    "removed_at" timestamptz(6) null,
    "created_at" timestamptz(6) not null default now(),
    primary key ("id"),
    constraint "avatar_photos_avatar_id_number_unique" unique ("avatar_id", "number"),
    constraint "avatar_photos_valid_is_stored_check" check (
      validation_status <> 'valid' or removed_at is not null or (minio_key is not null and file_hash is not null)
    )
  )`,
  `create index "avatar_photos_avatar_id_index" on "avatar_photos" ("avatar_id")`,
  `create index "avatar_photos_user_id_index" on "avatar_photos" ("user_id")`,
  `create unique index "avatar_photos_valid_hash_unique" on "avatar_photos" ("avatar_id", "file_hash")
    where validation_status = 'valid'`,
  `create unique index "avatar_photos_cover_unique" on "avatar_photos" ("avatar_id") where is_cover`,
];

const trainings = [
  `create table "trainings" (
    "id" uuid not null default gen_random_uuid(),
    "avatar_id" uuid not null,
    "attempt" int not null,
    "trainer" text not null,
    "preset" text not null,
    "endpoint" text not null,
    "fal_mode" text not null,
    "config" jsonb not null,
    "archive_url" text null,
    "claimed_try" int not null default 0,
    "request_id" text null,
    "submitted_at" timestamptz(6) null,
    "started_at" timestamptz(6) null,
    "ended_at" timestamptz(6) null,
    "outcome" text null,
    "result" text null,
    "result_url" text null,
    "last_report" jsonb null,
    "failure_reason" text null,
    "created_at" timestamptz(6) not null default now(),
    primary key ("id"),
    constraint "trainings_avatar_id_attempt_unique" unique ("avatar_id", "attempt"),
    constraint "trainings_request_id_unique" unique ("request_id"),
    constraint "trainings_preset_check" check ("preset" in ('fast', 'balanced', 'quality')),
    constraint "trainings_fal_mode_check" check ("fal_mode" in ('live', 'test')),
    constraint "trainings_outcome_check" check ("outcome" in ('completed', 'failed', 'cancelled')),
    constraint "trainings_result_check" check ("result" in ('taken', 'none', 'unwanted'))
  )`,
  `create index "trainings_avatar_id_index" on "trainings" ("avatar_id")`,
  `create index "trainings_trainer_preset_ended_at_index" on "trainings" ("trainer", "preset", "ended_at")`,
];

const previews = [
  `create table "previews" (
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
    "telegram_file_id" text null,
    "created_at" timestamptz(6) not null default now(),
    "updated_at" timestamptz(6) not null default now(),
    primary key ("id"),
    constraint "previews_avatar_id_number_unique" unique ("avatar_id", "number"),
    constraint "previews_outcome_check" check ("outcome" in ('stored', 'unsafe', 'failed', 'unconfirmed')),
    constraint "previews_stored_has_key_check" check ("outcome" is distinct from 'stored' or "minio_key" is not null)
  )`,
  `create index "previews_avatar_id_index" on "previews" ("avatar_id")`,
];

/** They point to nothing, since they outlive what they are about. */
const others = [
  `create table "trainer_requests" (
    "id" uuid not null default gen_random_uuid(),
    "telegram_id" bigint not null,
    "avatar_id" uuid not null,
    "purpose" text not null,
    "number" int not null,
    "try" int not null,
    "endpoint" text not null,
    "request_id" text null,
    "finetune_id" text null,
    "is_free" boolean not null default false,
    "created_at" timestamptz(6) not null default now(),
    primary key ("id"),
    constraint "trainer_requests_avatar_id_purpose_number_try_unique" unique ("avatar_id", "purpose", "number", "try"),
    constraint "trainer_requests_purpose_check" check ("purpose" in ('training', 'picture'))
  )`,
  `create index "trainer_requests_telegram_id_index" on "trainer_requests" ("telegram_id")`,
  `create table "deletions" (
    "telegram_id" bigint not null,
    "language" text not null,
    "begun_at" timestamptz(6) not null default now(),
    primary key ("telegram_id"),
    constraint "deletions_language_check" check ("language" in ('ru', 'en'))
  )`,
  `create table "recent_usage" (
    "user_hash" text not null,
    "trainings" jsonb not null,
    "avatars" jsonb not null,
    "expires_at" timestamptz(6) not null,
    primary key ("user_hash")
  )`,
];

const pointer = (from: string, column: string, to: string, onDelete: 'cascade' | 'restrict' | 'set null') => `
  alter table "${from}" add constraint "${from}_${column}_foreign"
    foreign key ("${column}") references "${to}" ("id") on delete ${onDelete}`;

const foreignKeys = [
  pointer('users', 'open_avatar_id', 'avatars', 'set null'),
  pointer('users', 'naming_avatar_id', 'avatars', 'set null'),
  pointer('users', 'main_avatar_id', 'avatars', 'set null'),
  pointer('avatars', 'user_id', 'users', 'restrict'),
  pointer('avatar_photos', 'avatar_id', 'avatars', 'cascade'),
  pointer('avatar_photos', 'user_id', 'users', 'restrict'),
  pointer('trainings', 'avatar_id', 'avatars', 'cascade'),
  pointer('previews', 'avatar_id', 'avatars', 'cascade'),
];
