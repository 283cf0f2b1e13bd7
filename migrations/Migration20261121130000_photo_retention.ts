import { Migration } from '@mikro-orm/migrations';

/** Until when the photos of a finished avatar are kept, which one stays as its cover, and which are gone. */
export class Migration20261121130000_photo_retention extends Migration {
  override up(): void {
    this.addSql(`
      alter table "avatars"
        add column "photos_kept_until" timestamptz(6) null,
        add column "photos_removed_at" timestamptz(6) null`);
    this.addSql(`
      alter table "avatar_photos"
        add column "is_cover" boolean not null default false,
        add column "removed_at" timestamptz(6) null,
        drop constraint "avatar_photos_valid_is_stored_check",
        add constraint "avatar_photos_valid_is_stored_check" check (
          validation_status <> 'valid' or removed_at is not null or (minio_key is not null and file_hash is not null)
        )`);
    this.addSql(`create unique index "avatar_photos_cover_unique" on "avatar_photos" ("avatar_id") where is_cover`);
  }

  override down(): void {
    // Before, a valid photo was one that is stored: of what is not, no row could tell.
    this.addSql(`delete from "avatar_photos" where "removed_at" is not null`);
    this.addSql(`drop index "avatar_photos_cover_unique"`);
    this.addSql(`
      alter table "avatar_photos"
        drop constraint "avatar_photos_valid_is_stored_check",
        add constraint "avatar_photos_valid_is_stored_check" check (
          validation_status <> 'valid' or (minio_key is not null and file_hash is not null)
        ),
        drop column "is_cover",
        drop column "removed_at"`);
    this.addSql(`alter table "avatars" drop column "photos_kept_until", drop column "photos_removed_at"`);
  }
}
