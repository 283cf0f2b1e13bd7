import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { createPhotoInspector } from '../../../../../src/activities/adapters/photos/inspector/index.ts';
import type { PoolOptions } from '../../../../../src/activities/adapters/photos/inspector/pool.ts';
import { InspectionFailed } from '../../../../../src/activities/ports/photo-inspector.ts';
import { defaultPolicy } from '../../../../../src/domain/avatar/policy.ts';
import { rejection } from '../../../../support/http-stub.ts';
import { astronaut } from './lab.ts';
import { deeds } from './misbehaving-thread.ts';

const thread = new URL('./misbehaving-thread.ts', import.meta.url);

describe('the photo inspector, when threads fail', () => {
  let inspector: Awaited<ReturnType<typeof createPhotoInspector>> | undefined;
  afterEach(() => inspector?.close());

  /** An inspector that does what it is told. */
  async function start(options: Partial<PoolOptions> = {}) {
    const started = await createPhotoInspector({ threads: 1, timeLimitMs: 10_000, thread, ...options });
    inspector = started;
    return (deed: keyof typeof deeds) =>
      started.inspect(Uint8Array.from([deeds[deed]]), { ...defaultPolicy.photos, avatarType: 'style' });
  }
  const answered = { finding: { code: 'no_face' } };

  it('replaces a thread that dies, and judges the next photo', async () => {
    const ask = await start();
    for (const _ of [1, 2]) {
      const error = await rejection(ask('exit'));
      expect(error).to.be.instanceOf(InspectionFailed);
      expect(error.message).to.contain('exited with code: 7');
      expect(await ask('answer')).to.deep.equal(answered);
    }
  });

  it("passes on a thread's error", async () => {
    const ask = await start();
    expect(await rejection(ask('throw'))).to.include({ name: 'InspectionFailed', message: 'what happens' });
    expect(await ask('answer')).to.deep.equal(answered);
  });

  it('survives a thread that dies between two photos', async () => {
    const ask = await start();
    expect(await ask('exitLater')).to.deep.equal(answered);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await ask('answer')).to.deep.equal(answered);
  });

  for (const deed of ['hang', 'wait'] as const) {
    it(`ends a thread that takes too long (${deed}), and judges the next photo in another`, async () => {
      const ask = await start({ timeLimitMs: 3_000 });
      const [given, next] = [rejection(ask(deed)), ask('answer')];
      expect(await given).to.be.instanceOf(InspectionFailed);
      expect(await next).to.deep.equal(answered);
    });
  }

  it("does not count the wait for a thread as a photo's time", async () => {
    // Together they take longer than one may.
    const ask = await start({ timeLimitMs: 3_000 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask('takeLong')));
    expect(answers).to.have.length(8);
  });

  it('inspects a photo again, alone, when it needs that', async () => {
    const ask = await start({ threads: 2 });
    const answers = await Promise.all([ask('takeLong'), ask('beHeavy'), ask('beHeavy'), ask('answer')]);
    for (const answer of answers) expect(answer).to.deep.equal(answered);
  });

  it('gives up a photo that always asks to be alone', async () => {
    const ask = await start({ threads: 2 });
    expect(await rejection(ask('insist'))).to.be.instanceOf(InspectionFailed);
  });

  it('closes during inspections: these are aborted, and later ones are refused', async () => {
    const ask = await start({ threads: 2 });
    const given = (['hang', 'wait', 'takeLong', 'answer'] as const).map((deed) => rejection(ask(deed)));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await inspector?.close();
    for (const error of await Promise.all(given)) expect(error).to.be.instanceOf(InspectionFailed);
    expect(await rejection(ask('answer'))).to.be.instanceOf(InspectionFailed);
  });

  it('does not start with another face model', async () => {
    const error = await rejection(
      createPhotoInspector({ threads: 2, thread: new URL('./wrong-model-thread.ts', import.meta.url) }),
    );
    expect(error.message).to.contain('has SHA-256').and.to.contain('restore the file');
  });

  it('does not start when its threads cannot', async () => {
    const missing = new URL('./no-such-thread.ts', import.meta.url);
    expect((await rejection(createPhotoInspector({ threads: 2, thread: missing }))).message).to.contain(
      'no-such-thread',
    );
  });

  it('closes at any moment of its threads’ life, and the process goes on', async function () {
    this.timeout(120_000);
    const file = fileURLToPath(new URL('./close-at-any-moment.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [file]);
    expect(stdout).to.equal('closed');
  });

  it('judges several photos at once', async () => {
    const real = await createPhotoInspector({ threads: 2 });
    inspector = real;
    const demands = { ...defaultPolicy.photos, avatarType: 'style' } as const;
    const inputs = [astronaut, Buffer.from('no image'), Buffer.from('GIF89a'), astronaut.subarray(0, 9_000)];
    const answers = await Promise.all(
      [...inputs, ...inputs].map((bytes) => real.inspect(Uint8Array.from(bytes), demands)),
    );
    const expected = [undefined, 'not_an_image', 'unsupported_format', 'corrupt'];
    expect(answers.map((answer) => answer.finding?.code)).to.deep.equal([...expected, ...expected]);
  });
});
