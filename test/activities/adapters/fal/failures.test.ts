import { expect } from 'chai';
import type { ErrorType } from '../../../../emulators/fal/error-types.ts';
import { readError } from '../../../../src/activities/adapters/fal/answer.ts';
import { faultOf, modelErrors, requestErrors } from '../../../../src/activities/adapters/fal/failures.ts';
import { FalFailure } from '../../../../src/activities/adapters/fal/fetch.ts';
import { submissionError } from '../../../../src/activities/adapters/fal/submission.ts';
import { TrainerFault } from '../../../../src/activities/ports/trainer.ts';
import { archiveName, photosNamedIn } from '../../../../src/domain/training/archive-names.ts';
import { failureReasons, type FailureReason } from '../../../../src/domain/training/training.ts';
import { archiveOf, falLab, submitTo, watchedTrainer } from './lab.ts';
import { rejection } from '../../../support/http-stub.ts';
import { chooseTrainer } from '../../../../src/domain/training/trainers.ts';
import { readFile } from 'node:fs/promises';
import { until } from '../../../support/until.ts';

const answered = (status: number, body: unknown, errorType?: string) =>
  new FalFailure(`FAL answered ${status}`, {
    status,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    errorType,
    sent: true,
  });
const typed = (type: string, more: object = {}) => ({ detail: [{ loc: ['body'], msg: 'no', type, ...more }] });
const LOCKED = 'User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing';

describe("the failure reason of FAL's error", () => {
  const shapes: [status: number, body: unknown, reason: FailureReason, header?: string][] = [
    // A model's own errors, by type.
    [422, typed('face_detection_error'), 'photos_rejected'],
    [422, typed('image_load_error'), 'photos_rejected'],
    [422, typed('image_too_small'), 'photos_rejected'],
    [422, typed('unsupported_image_format'), 'photos_rejected'],
    [422, typed('archive_file_count_below_minimum'), 'photos_rejected'],
    [422, typed('content_policy_violation'), 'content_policy'],
    [422, typed('invalid_archive'), 'archive_rejected'],
    [422, typed('file_download_error'), 'archive_rejected'],
    [422, typed('missing'), 'trainer_rejected'],
    [422, typed('one_of'), 'trainer_rejected'],
    [422, typed('feature_not_supported'), 'trainer_rejected'],
    [422, typed('a_type_of_tomorrow'), 'trainer_rejected'],
    [400, typed('downstream_service_error'), 'trainer_failed'],
    [500, typed('internal_server_error'), 'trainer_failed'],
    [504, typed('generation_timeout'), 'trainer_failed'],
    [500, typed('a_type_of_tomorrow'), 'trainer_failed'],
    // With several errors, the first of the table is reported.
    [422, { detail: [...typed('one_of').detail, ...typed('face_detection_error').detail] }, 'photos_rejected'],
    [
      422,
      { detail: [...typed('image_load_error').detail, ...typed('content_policy_violation').detail] },
      'content_policy',
    ],
    // The infrastructure's errors, by body or header.
    [503, { detail: 'no', error_type: 'runner_scheduling_failure' }, 'trainer_overloaded'],
    [504, { detail: 'no', error_type: 'startup_timeout' }, 'trainer_overloaded'],
    [503, 'not JSON', 'trainer_overloaded', 'runner_connection_refused'],
    [503, { detail: 'no', error_type: 'runner_disconnected' }, 'trainer_failed'],
    [502, { detail: 'no', error_type: 'runner_incomplete_response' }, 'trainer_failed'],
    [500, { detail: 'no', error_type: 'internal_error' }, 'trainer_failed'],
    [504, { detail: 'no', error_type: 'request_timeout' }, 'trainer_failed'],
    [499, { detail: 'no', error_type: 'client_cancelled' }, 'trainer_failed'],
    [400, { detail: 'no', error_type: 'bad_request' }, 'trainer_rejected'],
    [503, { detail: 'no', error_type: 'a_type_of_tomorrow' }, 'trainer_failed'],
    // The gateway's errors, which have no type.
    [401, { detail: 'invalid key credentials' }, 'trainer_account'],
    [402, {}, 'trainer_account'],
    [403, { detail: LOCKED }, 'trainer_account'],
    [403, { detail: 'User is locked. Reason: Admin lock. Please contact support@fal.ai' }, 'trainer_account'],
    [404, { detail: "Application 'x' not found" }, 'trainer_rejected'],
    [408, '', 'trainer_overloaded'],
    [413, '<html>', 'trainer_rejected'],
    [429, { detail: 'Too many requests' }, 'trainer_overloaded'],
    [502, '<html>', 'trainer_failed'],
    // Not quite the documented form.
    [422, { detail: 'The archive is odd' }, 'trainer_rejected'],
    [422, { detail: [{ type: 'invalid_archive' }] }, 'archive_rejected'],
    [422, { detail: ['odd', null, { type: 'image_load_error', loc: 'images', msg: 7 }] }, 'photos_rejected'],
    [422, { detail: [] }, 'trainer_rejected'],
    [422, { detail: 7, error_type: 7 }, 'trainer_rejected'],
  ];
  for (const [status, body, reason, header] of shapes) {
    const words = (typeof body === 'string' ? body : JSON.stringify(body)).slice(0, 90);
    it(`is ${reason} for ${status} ${words} ${header ?? ''}`, () => {
      expect(faultOf(readError(answered(status, body, header)))).to.deep.equal({ reason });
    });
  }

  it('exists for every type, once', () => {
    for (const reason of [...Object.values(modelErrors), ...Object.values(requestErrors)]) {
      expect(failureReasons).to.include(reason);
    }
    expect(Object.keys(modelErrors).filter((type) => type in requestErrors)).to.deep.equal([]);
  });

  it('uses the same table for a submission and for a result', () => {
    for (const [type, reason] of Object.entries(requestErrors)) {
      const error = submissionError(answered(503, { detail: 'no', error_type: type }));
      expect(error.name, type).to.equal(reason === 'trainer_overloaded' ? 'TrainerBusy' : 'SubmissionUnconfirmed');
    }
    const refused = submissionError(answered(403, { detail: LOCKED }));
    expect(refused)
      .to.include({ name: 'TrainerRejected' })
      .and.to.have.deep.property('fault', { reason: 'trainer_account' });
    expect(refused.message).to.contain('Exhausted balance');
    const unsent = submissionError(new FalFailure('no connection', { sent: false }));
    expect(unsent).to.have.deep.property('fault', { reason: 'trainer_unreachable' });
  });
});

describe('file names of photos in the archive', () => {
  it("lead back to the photos, wherever FAL's error contains them", () => {
    for (const naming of [
      { msg: 'Could not detect face in the image: photo-7.jpg' },
      { loc: ['body', 'images_data_url', 'photo-7.jpg'] },
      { ctx: { file_name: '/tmp/unzipped/photo-7.jpg' } },
      { input: 'photo-7.jpg' },
      { msg: 'bad caption in PHOTO-7.txt' },
    ]) {
      expect(faultOf(readError(answered(422, typed('face_detection_error', naming)))).photos).to.deep.equal([7]);
    }
  });

  it('are taken from the fault that is reported', () => {
    const detail = [
      ...typed('image_load_error', { input: 'photo-2.jpg' }).detail,
      ...typed('content_policy_violation', { input: 'photo-5.jpg' }).detail,
    ];
    expect(faultOf(readError(answered(422, { detail })))).to.deep.equal({ reason: 'content_policy', photos: [5] });
  });

  it('are recognised only in our form, and once each', () => {
    expect(photosNamedIn(`${archiveName(12)} and ${archiveName(3)}, ${archiveName(12)}`)).to.deep.equal([12, 3]);
    expect(photosNamedIn('7.jpg, photos.zip, photo-.jpg, photo-7, photo-7.jpeg2')).to.deep.equal([]);
  });
});

describe("FAL's errors, as the trainer adapter reports them", () => {
  const { endpoint } = chooseTrainer('portrait');
  const { signal } = new AbortController();
  let fal: Awaited<ReturnType<typeof falLab>>;
  let archive: Uint8Array;
  before(async () => {
    archive = await archiveOf(await readFile(new URL('../../../../demo/photos/rocket.jpg', import.meta.url)));
    fal = await falLab({ queueMs: 0, trainingMs: 0 });
  });
  beforeEach(() => fal.settings({ outcome: 'ok', namesImages: 'none', retentionMs: 3_600_000, statusErrors: true }));
  afterEach(() => fal.clearFaults());
  after(() => fal.close());

  async function faultAtResult(): Promise<unknown> {
    const { trainer } = watchedTrainer(fal.url);
    const { requestId } = await submitTo(trainer, 'portrait', archive);
    await until(
      'the end',
      () => trainer.status(endpoint, requestId, signal),
      ({ state }) => state === 'ended',
    );
    const error = await rejection(trainer.result(endpoint, requestId, signal, 'weights'));
    return error instanceof TrainerFault ? error.fault.reason : error.name;
  }

  const types: [ErrorType, FailureReason][] = [
    ['face_detection_error', 'photos_rejected'],
    ['archive_file_count_below_minimum', 'photos_rejected'],
    ['content_policy_violation', 'content_policy'],
    ['invalid_archive', 'archive_rejected'],
    ['feature_not_supported', 'trainer_rejected'],
    ['downstream_service_error', 'trainer_failed'],
    ['generation_timeout', 'trainer_failed'],
  ];
  for (const [type, reason] of types) {
    it(`are ${reason} when the result is ${type}`, async () => {
      await fal.settings({ outcome: { type } });
      expect(await faultAtResult()).to.equal(reason);
    });
  }

  for (const [errorType, status, reason] of [
    ['runner_disconnected', 503, 'trainer_failed'],
    ['startup_timeout', 504, 'trainer_overloaded'],
    ['runner_scheduling_failure', 503, 'trainer_overloaded'],
    ['client_cancelled', 499, 'trainer_failed'],
  ] as const) {
    it(`are ${reason} when the training ended by ${errorType}`, async () => {
      await fal.settings({ outcome: { status, error_type: errorType, detail: 'no' } });
      expect(await faultAtResult()).to.equal(reason);
    });
  }

  it('are known from the status when the result is already gone', async () => {
    await fal.settings({ outcome: { status: 504, error_type: 'startup_timeout' }, retentionMs: 0 });
    expect(await faultAtResult()).to.equal('trainer_overloaded');
    await fal.settings({ outcome: 'ok' });
    expect(await faultAtResult()).to.equal('ResultMissing');
  });

  it('are a missing result when FAL no longer knows the request, at status and at result', async () => {
    const { trainer } = watchedTrainer(fal.url);
    const atStatus = await rejection(trainer.status(endpoint, 'none', signal));
    expect(atStatus).to.have.deep.property('fault', { reason: 'result_missing' });
    expect(await rejection(trainer.result(endpoint, 'none', signal, 'weights'))).to.have.property(
      'name',
      'ResultMissing',
    );
  });

  it('are a verdict of the model also at the status', async () => {
    const detail = [{ loc: ['body', 'images_data_url'], msg: 'no face', type: 'face_detection_error' }];
    await fal.anyFault({ endpoint: 'status', kind: 422, detail });
    const error = await rejection(watchedTrainer(fal.url).trainer.status(endpoint, 'any', signal));
    expect(error).to.have.deep.property('fault', { reason: 'photos_rejected' });
  });

  for (const where of ['initiate', 'submit']) {
    it(`are the account's when it is locked at ${where}: one call is made, and nothing is accepted`, async () => {
      await fal.anyFault({ endpoint: where, kind: 403, detail: LOCKED });
      const { trainer, posts } = watchedTrainer(fal.url);
      const before = (await fal.submissions()).length;
      const error = await rejection(submitTo(trainer, 'portrait', archive));
      expect(error).to.have.property('name', 'TrainerRejected');
      expect(error).to.have.deep.property('fault', { reason: 'trainer_account' });
      expect(error.message).to.contain('Exhausted balance');
      expect(posts(endpoint)).to.equal(where === 'submit' ? 1 : 0);
      expect(await fal.submissions()).to.have.length(before);
    });
  }

  it('do not end a training while the account is locked: polling goes on', async () => {
    const { trainer } = watchedTrainer(fal.url);
    const { requestId } = await submitTo(trainer, 'portrait', archive);
    for (const where of ['status', 'result'] as const) {
      await fal.anyFault({ endpoint: where, kind: 403, detail: LOCKED });
      const error = await rejection(trainer[where](endpoint, requestId, signal, 'weights'));
      expect(error, where).to.have.property('name', 'FalUnavailable');
    }
  });

  for (const naming of ['msg', 'loc', 'ctx', 'input']) {
    it(`name photos of the archive in ${naming}`, async () => {
      await fal.settings({ outcome: { type: 'face_detection_error', images: [2, 4] }, namesImages: naming });
      const { trainer } = watchedTrainer(fal.url);
      const { requestId } = await submitTo(trainer, 'portrait', archive);
      await until(
        'the end',
        () => trainer.status(endpoint, requestId, signal),
        ({ state }) => state === 'ended',
      );
      const error = await rejection(trainer.result(endpoint, requestId, signal, 'weights'));
      expect(error).to.have.deep.property('fault', { reason: 'photos_rejected', photos: [3, 5] });
    });
  }
});
