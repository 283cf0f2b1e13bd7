import { Migration } from '@mikro-orm/migrations';

/** What users who had everything deleted had used of a day's limits, and which trainings surely cost nothing. */
export class Migration20261129030000_recent_usage extends Migration {
  override up(): void {
    this.addSql(`
      create table "recent_usage" (
        "user_hash" text not null,
        "trainings" jsonb not null,
        "avatars" jsonb not null,
        "expires_at" timestamptz(6) not null,
        primary key ("user_hash")
      )`);
    this.addSql(`alter table "trainer_requests" add column "is_free" boolean not null default false`);
  }

  override down(): void {
    this.addSql(`alter table "trainer_requests" drop column "is_free"`);
    this.addSql(`drop table "recent_usage"`);
  }
}
