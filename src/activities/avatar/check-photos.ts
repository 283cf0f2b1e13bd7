import { cancellationSignal, Context, heartbeat, log, sleep } from '@temporalio/activity';
import pLimit from 'p-limit';
import type { AvatarPhoto, JudgedPhoto, PhotoVerdict } from '../../domain/photos/photo.ts';
import type { ActivityDeps } from '../deps.ts';
import { orRowsLost } from '../lib/failures.ts';
import { withHeartbeats } from '../lib/heartbeats.ts';
import { redrawCard } from './card.ts';
import { createPhotoCheck, MOST_INSPECTIONS, type Failures, type PhotoSet } from './photo-check.ts';

export interface PhotosToCheck extends PhotoSet {
  readonly photos: readonly AvatarPhoto[];
  /** Valid photos so far. */
  readonly valid: number;
  /** Most photos of the user a minute; 0: no limit. */
  readonly perMinute: number;
  /** How long to wait for more photos when all are judged, ms. */
  readonly quietMs: number;
  /** Least time between two edits of the card, ms. */
  readonly cardEveryMs: number;
  /** After so long the run is told which photos have no verdict, ms. */
  readonly slowAfterMs: number;
}

export interface CheckedPhotos {
  readonly verdicts: readonly JudgedPhoto[];
  /** The other photos wait for the user's rate limit: how long, ms. */
  readonly waitMs?: number;
}

/** What one attempt leaves to the next. Operators see it under Pending Activities. */
interface Memory {
  readonly judged: number;
  /** When the first attempt began, ms since the epoch. */
  readonly begunAt: number;
  readonly isSlow: boolean;
  /** Attempts whose worker died. */
  readonly deaths: number;
  /** Set until the attempt ends: found set by the next attempt, its worker died. */
  readonly isUnderWay: boolean;
  /** By the photos' numbers. */
  readonly failures: Readonly<Record<number, Failures>>;
}

/** Photos of one avatar that are checked at a time, while the process has room. */
const AT_A_TIME = 4;
/** Between two looks at the run for new and removed photos, ms. */
const LOOK_EVERY_MS = 500;
/** The same while nothing is left to check. */
const LOOK_SOON_MS = 250;
/** Longest check, ms: what is left then is left to the next, so that the run hears of verdicts. */
const LONGEST_MS = 5 * 60_000;

export function createPhotosCheck(deps: ActivityDeps) {
  const photoCheck = createPhotoCheck(deps);
  // Each holds the bytes of one photo: while some are inspected, as many are fetched.
  const inHand = pLimit(2 * deps.photoInspector.threads);

  /** One attempt. */
  class Check {
    readonly #asked: PhotosToCheck;
    readonly #before: Memory;
    readonly #failures: Record<number, Failures>;
    readonly #attemptAt = Date.now();
    #isSlow: boolean;
    readonly #verdicts = new Map<number, PhotoVerdict>();
    readonly #running = new Map<number, { readonly own: AbortController; readonly ended: Promise<void> }>();
    #waiting: AvatarPhoto[] = [];
    /** Of waiting photos, so many may be checked at the user's rate. */
    #granted = 0;
    #waitMs: number | undefined;
    readonly #failed = new Set<number>();
    #failure: { readonly error: unknown } | undefined;
    /** The run waits for the verdicts. */
    #isAwaited = false;
    #newsAt = Date.now();
    #drawnAt = -Infinity;
    #drawn = 0;
    #drawing: Promise<void> | undefined;
    #wake = Promise.withResolvers<void>();

    constructor(asked: PhotosToCheck, before: Memory) {
      this.#asked = asked;
      this.#before = before;
      this.#failures = { ...before.failures };
      this.#isSlow = before.isSlow;
    }

    memory(isUnderWay: boolean): Memory {
      const { deaths, begunAt } = this.#before;
      const isSlow = this.#isSlow;
      return { judged: this.#verdicts.size, begunAt, isSlow, deaths, isUnderWay, failures: this.#failures };
    }

    async run(): Promise<CheckedPhotos> {
      const { avatarId, photos } = this.#asked;
      await this.#recall(photos);
      this.#take(photos);
      try {
        for (let lookedAt = Date.now(); ;) {
          await this.#start();
          await this.#tellSlow();
          const isIdle = this.#running.size === 0;
          if (isIdle && this.#failure) throw this.#failure.error;
          if (isIdle && this.#isOver()) break;
          this.#draw(isIdle && this.#waiting.length === 0);
          const every = isIdle ? LOOK_SOON_MS : LOOK_EVERY_MS;
          const ran = this.#running.size;
          await Promise.race([this.#wake.promise, sleep(Math.max(0, lookedAt + every - Date.now()))]);
          cancellationSignal().throwIfAborted();
          const isFree = this.#running.size < ran && this.#waiting.length === 0;
          if (!isFree && Date.now() - lookedAt < every) continue;
          await this.#look(avatarId);
          lookedAt = Date.now();
        }
      } finally {
        const running = [...this.#running.values()];
        for (const { own } of running) own.abort();
        // One that is being stored would be left behind by whoever removes the photo now.
        await Promise.all(running.map(({ ended }) => ended));
        await this.#drawing;
      }
      const verdicts = [...this.#verdicts].map(([number, verdict]) => ({ number, ...verdict }));
      return { verdicts, ...(this.#waitMs !== undefined && { waitMs: this.#waitMs }) };
    }

    /** What an earlier attempt has judged is in its row. */
    async #recall(photos: readonly AvatarPhoto[]): Promise<void> {
      const numbers = photos.map(({ number }) => number);
      for (const { number, ...verdict } of await deps.records.verdicts(this.#asked.avatarId, numbers)) {
        this.#verdicts.set(number, verdict);
      }
    }

    #take(photos: readonly AvatarPhoto[]): void {
      const known = new Set(this.#waiting.map(({ number }) => number));
      for (const photo of photos) {
        const { number } = photo;
        if (known.has(number) || this.#running.has(number) || this.#verdicts.has(number)) continue;
        // One that has failed waits for the next attempt.
        if (this.#failed.has(number)) continue;
        this.#waiting.push(photo);
        this.#newsAt = Date.now();
      }
    }

    get #valid(): number {
      return this.#asked.valid + [...this.#verdicts.values()].filter(({ verdict }) => verdict === 'valid').length;
    }

    #isOver(): boolean {
      if (this.#waitMs !== undefined || Date.now() - this.#attemptAt > LONGEST_MS) return true;
      if (this.#waiting.length > 0) return this.#valid >= this.#asked.limits.maxPhotos;
      if (this.#isAwaited) return true;
      const { valid, limits, quietMs } = this.#asked;
      // The user waits for the button that this brings.
      const isEnough = valid < limits.minPhotos && this.#valid >= limits.minPhotos;
      return isEnough || Date.now() - this.#newsAt >= quietMs;
    }

    async #start(): Promise<void> {
      const atATime = this.#before.deaths > 0 ? 1 : AT_A_TIME;
      while (this.#waiting.length > 0 && this.#running.size < atATime) {
        if (this.#valid + this.#running.size >= this.#asked.limits.maxPhotos) return;
        if (!(await this.#mayStart())) return;
        const photo = this.#waiting.shift();
        if (photo) this.#judge(photo);
      }
    }

    /** At the user's rate. */
    async #mayStart(): Promise<boolean> {
      const { telegramId, perMinute } = this.#asked;
      if (perMinute === 0) return true;
      if (this.#granted === 0) {
        const wanted = this.#waiting.length;
        const { granted, waitMs } = await deps.records.takePhotos(telegramId, wanted, perMinute);
        this.#granted = granted;
        if (granted === 0) this.#waitMs = waitMs;
      }
      if (this.#granted === 0) return false;
      this.#granted -= 1;
      return true;
    }

    #judge(photo: AvatarPhoto): void {
      const { number } = photo;
      const own = new AbortController();
      const signal = AbortSignal.any([own.signal, cancellationSignal()]);
      const failedOnce = (what: keyof Failures): number => {
        const before = this.#failures[number];
        const times = (before?.[what] ?? 0) + 1;
        this.#failures[number] = { ...before, [what]: times };
        return times;
      };
      const ended = inHand(() => this.#verdictOn(photo, { photo, signal, failedOnce }))
        .then(
          (verdict) => void (own.signal.aborted || this.#verdicts.set(number, verdict)),
          (error: unknown) => {
            if (own.signal.aborted) return;
            this.#failed.add(number);
            this.#failure ??= { error };
          },
        )
        .finally(() => {
          this.#running.delete(number);
          this.#newsAt = Date.now();
          this.#wake.resolve();
          this.#wake = Promise.withResolvers();
        });
      this.#running.set(number, { own, ended });
    }

    /** After a death each photo is checked alone, and its beginning written down: one that kills again and again is refused. */
    async #verdictOn(photo: AvatarPhoto, one: Parameters<typeof photoCheck.check>[1]): Promise<PhotoVerdict> {
      one.signal.throwIfAborted();
      if (this.#before.deaths > 0) {
        const begun = await deps.records.beginCheck(this.#asked.avatarId, photo);
        if (begun >= MOST_INSPECTIONS) {
          log.error('a photo kills the worker', { avatarId: this.#asked.avatarId, number: photo.number });
          return photoCheck.refuse(this.#asked, photo, { code: 'corrupt' });
        }
      }
      return photoCheck.check(this.#asked, one);
    }

    /** Takes what came meanwhile, and stops what was removed. A run that does not answer hears the verdicts first. */
    async #look(avatarId: string): Promise<void> {
      const wanted = await deps.runs.photosToCheck(avatarId);
      if (!wanted) {
        this.#isAwaited = true;
        return;
      }
      const numbers = new Set(wanted.photos.map(({ number }) => number));
      this.#waiting = this.#waiting.filter(({ number }) => numbers.has(number));
      for (const [number, { own }] of this.#running) if (!numbers.has(number)) own.abort();
      this.#isAwaited ||= wanted.isAwaited;
      this.#take(wanted.photos);
    }

    async #tellSlow(): Promise<void> {
      const { avatarId, slowAfterMs, photos } = this.#asked;
      if (this.#isSlow || Date.now() - this.#before.begunAt < slowAfterMs) return;
      const open = photos.flatMap(({ number }) => (this.#verdicts.has(number) ? [] : [number]));
      if (open.length === 0) return;
      this.#isSlow = true;
      await deps.runs.reportSlowChecks(avatarId, open);
    }

    /** Shows the verdicts so far: the first and the last at once, others at intervals. */
    #draw(isLast: boolean): void {
      const judged = this.#verdicts.size;
      if (judged === this.#drawn || this.#drawing) return;
      if (!isLast && Date.now() - this.#drawnAt < this.#asked.cardEveryMs) return;
      this.#drawn = judged;
      this.#drawnAt = Date.now();
      this.#drawing = redrawCard(deps, this.#asked.avatarId).finally(() => (this.#drawing = undefined));
    }
  }

  return {
    /**
     * Checks photos, and those that come meanwhile; shows verdicts on the card. Ends when no more have come for a while,
     * when the run waits for the verdicts, or when the photos become enough. May be repeated: judged photos have rows.
     * @throws {ApplicationFailure} RowsLost
     */
    checkPhotos: (asked: PhotosToCheck): Promise<CheckedPhotos> => {
      const last = Context.current().info.heartbeatDetails as Memory | undefined;
      const { begunAt = Date.now(), isSlow = false, deaths = 0, isUnderWay = false, failures = {} } = last ?? {};
      const died = deaths + (isUnderWay ? 1 : 0);
      const check = new Check(asked, { judged: 0, begunAt, isSlow, deaths: died, isUnderWay: true, failures });
      return withHeartbeats(
        () =>
          orRowsLost(check.run()).catch((error: unknown) => {
            heartbeat(check.memory(false));
            throw error;
          }),
        () => check.memory(true),
      );
    },
  };
}
