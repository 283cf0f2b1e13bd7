import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { createImageGenerator } from '../../../../src/activities/adapters/fal/image-generator.ts';
import { createPreviewRecords } from '../../../../src/entities/writers/previews.ts';
import { createStorage } from '../../../../src/activities/adapters/s3/storage.ts';
import type { ActivityDeps } from '../../../../src/activities/deps.ts';
import type { NewAvatar } from '../../../../src/activities/ports/records.ts';
import { createResultActivities, type Taking } from '../../../../src/activities/avatar/training/results.ts';
import type { AvatarChoices } from '../../../../src/domain/avatar/avatar.ts';
import type { TrainingRequest } from '../../../../src/domain/avatar/life.ts';
import { chooseTrainer, trainingInput } from '../../../../src/domain/training/trainers.ts';
import { portraits } from '../../../../demo/portraits.ts';
import { newAvatar, someone } from '../../../entities/support.ts';
import { servers } from '../../../support/servers.ts';
import { until } from '../../../support/until.ts';
import { archiveOf, FAL_KEY, falLab, submitTo, watchedTrainer } from '../../adapters/fal/lab.ts';
import { recordsLab } from '../../../entities/writers/lab.ts';

type Trained = { readonly avatar: NewAvatar; readonly request: TrainingRequest };

/** Trainings at an emulated FAL that takes no time, with real storage and records. */
export class ResultLab {
  readonly records = recordsLab();
  storage!: ReturnType<typeof createStorage>;
  fal!: Awaited<ReturnType<typeof falLab>>;
  archive!: Uint8Array;
  /** Every request to FAL. */
  requests!: ReturnType<typeof watchedTrainer>['requests'];
  /** Of the latest activity. */
  latest: MockActivityEnvironment | undefined;
  /** The latest heartbeat. */
  left: unknown;
  deps!: Pick<ActivityDeps, 'records' | 'previewRecords' | 'storage' | 'trainer' | 'imageGenerator'>;

  constructor() {
    before(async () => {
      const { env } = await servers();
      const [accessKey = '', secretKey = ''] = [env.MINIO_ACCESS_KEY, env.MINIO_SECRET_KEY];
      const endpoint = new URL(env.MINIO_ENDPOINT ?? '');
      this.storage = createStorage({ endpoint, accessKey, secretKey, bucket: `results-${randomUUID()}` });
      await this.storage.ensureBucket();
      this.fal = await falLab({ queueMs: 0, trainingMs: 0, settings: { inferenceMs: 0 } });
      const [photo] = await portraits(1);
      this.archive = await archiveOf(photo?.bytes ?? Buffer.alloc(0));
      const { trainer, requests } = watchedTrainer(this.fal.url);
      this.requests = requests;
      this.deps = {
        records: this.records.records,
        previewRecords: createPreviewRecords(this.records.orm),
        storage: this.storage,
        trainer,
        imageGenerator: createImageGenerator({ credentials: FAL_KEY, mode: 'test', apiRoot: new URL(this.fal.url) }),
      };
    });
    after(async () => {
      await this.fal.close();
      await this.storage.removeAll('');
    });
    afterEach(async () => {
      await this.fal.clearFaults();
      await this.fal.settings({
        outcome: 'ok',
        nsfw: false,
        inferenceMs: 0,
        queueMs: 0,
        fileMs: 0,
        retentionMs: 3_600_000,
      });
    });
  }

  /** Runs an attempt that finds an earlier one's heartbeat. */
  run<T>(work: () => Promise<T>, heartbeatDetails?: unknown): Promise<T> {
    this.latest = new MockActivityEnvironment({ heartbeatDetails }, { logger: new DefaultLogger('ERROR') });
    this.latest.on('heartbeat', (details: unknown) => (this.left = details));
    return this.latest.run(work);
  }

  async objects(): Promise<string[]> {
    const found: string[] = [];
    for await (const { key } of this.storage.list('')) found.push(key);
    return found;
  }

  /** An avatar whose training has ended at FAL, with its result not fetched. */
  async trained(choices: Partial<AvatarChoices> = {}): Promise<Trained> {
    const avatar = await this.records.opened(newAvatar(someone(), choices));
    const { trainingType } = avatar.choices;
    const { requestId } = await submitTo(this.deps.trainer, trainingType, this.archive);
    const chosen = chooseTrainer(trainingType);
    const { endpoint } = chosen;
    const key = { avatarId: avatar.avatarId, attempt: 1 };
    const config = trainingInput(chosen, avatar.choices, 'test');
    await this.deps.records.openTraining({ ...key, trainer: chosen, falMode: 'test', config });
    await this.deps.records.saveRequest(key, requestId);
    const { signal } = new AbortController();
    await until(
      'the end',
      () => this.deps.trainer.status(endpoint, requestId, signal),
      ({ state }) => state === 'ended',
    );
    return { avatar, request: { requestId, endpoint } };
  }

  /** Fetches the result, in an attempt that remembers earlier ones. */
  take({ avatar, request }: Trained, memory?: unknown, how: Partial<Taking> = {}) {
    const { avatarId, choices } = avatar;
    const { leaves } = chooseTrainer(choices.trainingType);
    const taking = {
      avatarId,
      attempt: 1,
      ...request,
      leaves,
      since: Date.now(),
      patienceMs: 60_000,
      goneAfterMs: 60_000,
    };
    return this.run(() => createResultActivities(this.deps).takeResult({ ...taking, ...how }), memory);
  }

  /** Fetches the result and saves it. */
  async keep(training: Trained) {
    const { avatarId, choices } = training.avatar;
    const { inference } = chooseTrainer(choices.trainingType);
    const taken = await this.take(training);
    const record = { avatarId, attempt: 1, inference, ...taken };
    return { taken, saved: await this.run(() => createResultActivities(this.deps).saveResult(record)) };
  }

  /** A trained avatar with its model. */
  async made(choices: Partial<AvatarChoices> = {}): Promise<NewAvatar> {
    const training = await this.trained(choices);
    await this.keep(training);
    return training.avatar;
  }
}
