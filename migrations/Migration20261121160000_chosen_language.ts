import { Migration } from '@mikro-orm/migrations';

/** The language that a person chose themselves, whatever Telegram says of them. */
export class Migration20261121160000_chosen_language extends Migration {
  override up(): void {
    this.addSql(`
      alter table "users"
        add column "chosen_language" text null,
        add constraint "users_chosen_language_check" check ("chosen_language" in ('ru', 'en'))`);
  }

  override down(): void {
    this.addSql(`alter table "users" drop constraint "users_chosen_language_check", drop column "chosen_language"`);
  }
}
