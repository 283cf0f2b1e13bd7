import { raw, type EntityManager, type MikroORM } from '@mikro-orm/postgresql';
import { defined } from '../../domain/defined.ts';
import type { Language } from '../../domain/avatar/avatar.ts';
import type { AvatarRow } from '../../domain/avatar/gallery.ts';
import type { AvatarView } from '../../domain/avatar/state.ts';
import { merged } from '../../domain/limits/limits.ts';
import type { PhotoFacts } from '../../domain/photos/report.ts';
import type { TrainingPreset } from '../../domain/training/trainers.ts';
import { AvatarPhoto } from '../tables/avatar-photo.ts';
import { coversOf } from './covers.ts';
import { Deletion } from '../tables/deletion.ts';
import { usageBefore, type UserHash } from '../tables/recent-usage.ts';
import { factFields, factsOf } from './photo-facts.ts';
import { Training } from '../tables/training.ts';
import { latestView } from './latest-view.ts';
import { usualTime } from './usual-time.ts';
import { Avatar, languageOfUser, User } from '../tables/user-and-avatar.ts';

const newestFirst = { createdAt: 'desc', id: 'desc' } as const;

/** The bot's read-only view of the rows. Every query names the owner, so a user sees only their own. */
export class PostgresGallery {
  readonly #orm: MikroORM;
  readonly #userHash: UserHash;

  constructor(orm: MikroORM, userHash: UserHash) {
    this.#orm = orm;
    this.#userHash = userHash;
  }

  /** A run's view with what activities have written down since. */
  latest(view: AvatarView): Promise<AvatarView> {
    return latestView(this.#orm, view);
  }

  /** One page of the user's avatars: the main one, then the newest first. @returns `total`: number on all pages */
  async page(
    telegramId: number,
    options: { offset: number; limit: number },
  ): Promise<{ avatars: AvatarRow[]; total: number }> {
    const em = this.#orm.em.fork();
    const mainId = await mainOf(em, telegramId);
    const isMain = raw((alias) => `${alias}.id is not distinct from ?`, [mainId]);
    const orderBy = [{ [isMain]: 'desc' as const }, newestFirst];
    const [avatars, total] = await em.findAndCount(Avatar, { user: { telegramId } }, { ...options, orderBy });
    return { avatars: await rowsOf(em, avatars, mainId), total };
  }

  /** @param avatarId any text: what is no id belongs to nobody */
  async avatar(telegramId: number, avatarId: string): Promise<AvatarRow | null> {
    if (!isUuid(avatarId)) return null;
    const em = this.#orm.em.fork();
    const avatar = await em.findOne(Avatar, { id: avatarId, user: { telegramId } });
    const [row = null] = avatar ? await rowsOf(em, [avatar], await mainOf(em, telegramId)) : [];
    return row;
  }

  async namesOf(telegramId: number): Promise<string[]> {
    const avatars = await this.#orm.em.fork().find(Avatar, { user: { telegramId } }, { fields: ['name'] });
    return avatars.map(({ name }) => name);
  }

  /** The facts for a report on an avatar's photos, in the order of their numbers. @param avatarId any text: what is no id belongs to nobody */
  async photoFacts(telegramId: number, avatarId: string): Promise<PhotoFacts[]> {
    if (!isUuid(avatarId)) return [];
    const own = { avatar: { id: avatarId, user: { telegramId } } };
    const options = { fields: factFields, orderBy: { number: 'asc' } } as const;
    return (await this.#orm.em.fork().find(AvatarPhoto, own, options)).map(factsOf);
  }

  /** The avatar that this message named; null: none, or it has another name since. */
  async avatarNamedBy(telegramId: number, messageId: number): Promise<{ avatarId: string; name: string } | null> {
    const named = { user: { telegramId }, namedByMessageId: messageId };
    const avatar = await this.#orm.em.fork().findOne(Avatar, named, { orderBy: newestFirst });
    return avatar && { avatarId: avatar.id, name: avatar.name };
  }

  /** The avatars that the user's next photo and next text belong to, and the latest avatar. */
  async focusOf(
    telegramId: number,
  ): Promise<{ openAvatarId: string | null; namingAvatarId: string | null; latest: AvatarRow | null }> {
    const em = this.#orm.em.fork();
    const user = await em.findOne(User, { telegramId }, { fields: ['openAvatar', 'namingAvatar'] });
    const latest = await em.findOne(Avatar, { user: { telegramId } }, { orderBy: newestFirst });
    return {
      openAvatarId: user?.openAvatar?.id ?? null,
      namingAvatarId: user?.namingAvatar?.id ?? null,
      latest: latest && rowOf(latest),
    };
  }

  /** How long its latest trainings took, ms, shortest and longest; null while there are few. Live or test follows the latest one. */
  async usualTime({
    name,
    preset,
  }: {
    name: string;
    preset: TrainingPreset;
  }): Promise<readonly [number, number] | null> {
    const kind = { trainer: name, preset };
    const ended = { ...kind, outcome: 'completed' as const };
    const latest = await this.#orm.em.fork().findOne(Training, ended, { orderBy: { endedAt: 'desc' } });
    return latest && usualTime(this.#orm, { ...kind, falMode: latest.falMode });
  }

  /**
   * The user's language, and what keeps us from serving them. Asked for every update: two look-ups by a unique key, in
   * parallel.
   * @returns null for an unknown user; a running deletion is known in any case
   */
  async accountOf(
    telegramId: number,
  ): Promise<{ language: Language; languageChosen: boolean; blocked: boolean; deleting: boolean } | null> {
    const fields = ['language', 'chosenLanguage', 'blockedAt'] as const;
    const [user, deletion] = await Promise.all([
      this.#orm.em.fork().findOne(User, { telegramId }, { fields }),
      this.#orm.em.fork().findOne(Deletion, { telegramId }),
    ]);
    if (!user) return deletion && { language: deletion.language, languageChosen: true, blocked: false, deleting: true };
    return {
      language: languageOfUser(user),
      languageChosen: user.chosenLanguage !== null,
      blocked: user.blockedAt !== null,
      deleting: deletion !== null,
    };
  }

  /** When the user started their latest avatars, ms since the epoch, oldest first; includes those before a deletion of their data. */
  async recentAvatars(telegramId: number): Promise<readonly number[]> {
    const em = this.#orm.em.fork();
    const before = await usageBefore(em, this.#userHash(telegramId));
    const user = await em.findOne(User, { telegramId }, { fields: ['recentAvatars'] });
    // A list in a JSON column loses its type when columns are picked. oxlint-disable-next-line
    // typescript/no-unsafe-type-assertion
    const since = (user?.recentAvatars ?? []) as unknown as readonly number[];
    return merged(before.avatars, since);
  }
}

/** PostgreSQL throws on anything else in place of a uuid, and callback data may contain anything. */
function isUuid(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
}

async function mainOf(em: EntityManager, telegramId: number): Promise<string | null> {
  const user = await em.findOne(User, { telegramId }, { fields: ['mainAvatar'] });
  return user?.mainAvatar?.id ?? null;
}

async function rowsOf(em: EntityManager, avatars: readonly Avatar[], mainId: string | null): Promise<AvatarRow[]> {
  const finished = avatars.filter(({ status }) => status === 'completed').map(({ id }) => id);
  const covers: ReadonlyMap<string, string> = finished.length > 0 ? await coversOf(em, finished) : new Map();
  return avatars.map((avatar) => {
    const cover = covers.get(avatar.id);
    return { ...rowOf(avatar), ...(avatar.id === mainId && { isMain: true }), ...defined({ cover }) };
  });
}

function rowOf(avatar: Avatar): AvatarRow {
  const { id, name, gender, avatarType, trainingType, status, trainingProgress, photosCount, createdAt } = avatar;
  return {
    avatarId: id,
    name,
    gender,
    avatarType,
    trainingType,
    status,
    progress: trainingProgress,
    photosCount,
    ...(avatar.failureReason === null ? {} : { failure: avatar.failureReason }),
    createdAt,
    ...(avatar.completedAt === null ? {} : { completedAt: avatar.completedAt, ...trainedMs(avatar) }),
    ...(avatar.photosKeptUntil === null ? {} : { photosKeptUntil: avatar.photosKeptUntil.getTime() }),
    ...(avatar.photosRemovedAt === null ? {} : { photosRemovedAt: avatar.photosRemovedAt.getTime() }),
  };
}

function trainedMs({ trainingStartedAt, completedAt }: Avatar): Pick<AvatarRow, 'trainedMs'> {
  if (trainingStartedAt === null || completedAt === null || completedAt < trainingStartedAt) return {};
  return { trainedMs: completedAt.getTime() - trainingStartedAt.getTime() };
}
