import { Migration } from '@mikro-orm/migrations';

/** Which of the person's messages named an avatar, so that an edit of it renames the avatar. */
export class Migration20261128213000_named_by extends Migration {
  override up(): void {
    this.addSql(`alter table "avatars" add column "named_by_message_id" integer null`);
  }

  override down(): void {
    this.addSql(`alter table "avatars" drop column "named_by_message_id"`);
  }
}
