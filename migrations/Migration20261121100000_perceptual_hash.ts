import { Migration } from '@mikro-orm/migrations';

/** What a photo looks like from afar, so that copies of it are found whatever their encoding. */
export class Migration20261121100000_perceptual_hash extends Migration {
  override up(): void {
    this.addSql(`alter table "avatar_photos" add column "perceptual_hash" text null`);
  }

  override down(): void {
    this.addSql(`alter table "avatar_photos" drop column "perceptual_hash"`);
  }
}
