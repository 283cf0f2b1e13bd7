import { Migration } from '@mikro-orm/migrations';

/** How a person stands with us: whether they may be written to, are being deleted, and what they have used of the fair limits. */
export class Migration20261121140000_standing extends Migration {
  override up(): void {
    this.addSql(`
      alter table "users"
        add column "blocked_at" timestamptz(6) null,
        add column "deleting_at" timestamptz(6) null,
        add column "recent_avatars" jsonb not null default '[]',
        add column "photos_paced_until" timestamptz(6) null`);
    this.addSql(`
      alter table "avatars"
        add column "training_claimed_at" timestamptz(6) null,
        add column "missed_news" jsonb null`);
  }

  override down(): void {
    this.addSql(`alter table "avatars" drop column "training_claimed_at", drop column "missed_news"`);
    this.addSql(`
      alter table "users"
        drop column "blocked_at",
        drop column "deleting_at",
        drop column "recent_avatars",
        drop column "photos_paced_until"`);
  }
}
