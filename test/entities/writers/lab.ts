import type { MikroORM } from '@mikro-orm/postgresql';
import { createRecords } from '../../../src/entities/records.ts';
import type { AvatarRecord, LostRows, NewAvatar, Records } from '../../../src/activities/ports/records.ts';
import { AvatarPhoto } from '../../../src/entities/tables/avatar-photo.ts';
import { PostgresGallery } from '../../../src/entities/readers/gallery.ts';
import { Avatar } from '../../../src/entities/tables/user-and-avatar.ts';
import { migratedDatabase, newAvatar, someone, userHash } from '../support.ts';

/** Records in their own database, and queries of what they wrote. */
class RecordsLab {
  orm!: MikroORM;
  records!: Records;
  gallery!: PostgresGallery;

  /** An avatar that is open. */
  async opened(avatar: NewAvatar = newAvatar(someone())): Promise<NewAvatar> {
    await this.records.openAvatar(avatar);
    return avatar;
  }

  save({ avatarId, choices }: NewAvatar, changes: Partial<AvatarRecord> = {}): Promise<LostRows> {
    const numbers = { photosCount: 0, lastPhotoNumber: 0, lastAttempt: 0 };
    const uploading = { status: 'uploading', progress: 0, ...numbers } as const;
    return this.records.saveAvatar({ avatarId, name: choices.name, ...uploading, ...changes });
  }

  async focusOf({ user }: NewAvatar): Promise<{ open: string | null; naming: string | null }> {
    const { openAvatarId, namingAvatarId } = await this.gallery.focusOf(user.telegramId);
    return { open: openAvatarId, naming: namingAvatarId };
  }

  rowOf({ avatarId }: NewAvatar): Promise<Avatar> {
    return this.orm.em.fork().findOneOrFail(Avatar, { id: avatarId });
  }

  photosOf({ avatarId }: NewAvatar): Promise<AvatarPhoto[]> {
    return this.orm.em.fork().find(AvatarPhoto, { avatar: avatarId }, { orderBy: { number: 'asc' } });
  }
}

/** For the tests of one `describe`. */
export function recordsLab(): RecordsLab {
  const lab = new RecordsLab();
  let drop: (() => Promise<void>) | undefined;
  before(async () => {
    const database = await migratedDatabase();
    drop = database.drop;
    lab.orm = database.orm;
    lab.records = createRecords(database.orm, userHash);
    lab.gallery = new PostgresGallery(database.orm, userHash);
  });
  after(() => drop?.());
  return lab;
}
