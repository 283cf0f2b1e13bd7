import { Migration } from '@mikro-orm/migrations';

/** Since when an avatar is being deleted: its objects go before its rows do. */
export class Migration20261128214500_avatar_deletion extends Migration {
  override up(): void {
    this.addSql(`alter table "avatars" add column "deleting_at" timestamptz(6) null`);
  }

  override down(): void {
    this.addSql(`alter table "avatars" drop column "deleting_at"`);
  }
}
