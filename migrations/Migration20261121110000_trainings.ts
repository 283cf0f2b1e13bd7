import { Migration } from '@mikro-orm/migrations';

/** A row for each training begun: what was sent, what is known of it, how it ended. */
export class Migration20261121110000_trainings extends Migration {
  override up(): void {
    this.addSql(`
      create table "trainings" (
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
        "ended_at" timestamptz(6) null,
        "outcome" text null,
        "failure_reason" text null,
        "created_at" timestamptz(6) not null default now(),
        primary key ("id"),
        constraint "trainings_avatar_id_attempt_unique" unique ("avatar_id", "attempt"),
        constraint "trainings_preset_check" check ("preset" in ('fast', 'balanced', 'quality')),
        constraint "trainings_fal_mode_check" check ("fal_mode" in ('live', 'test')),
        constraint "trainings_outcome_check" check ("outcome" in ('completed', 'failed', 'cancelled'))
      )`);
    this.addSql(`create index "trainings_avatar_id_index" on "trainings" ("avatar_id")`);
    this.addSql(
      `create index "trainings_trainer_preset_ended_at_index" on "trainings" ("trainer", "preset", "ended_at")`,
    );
    this.addSql(`
      alter table "trainings"
        add constraint "trainings_avatar_id_foreign"
          foreign key ("avatar_id") references "avatars" ("id") on delete cascade`);
  }

  override down(): void {
    this.addSql(`drop table "trainings"`);
  }
}
