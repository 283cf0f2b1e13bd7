import { expect } from 'chai';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { TelegramUser } from '../../../../emulators/telegram/client.ts';
import {
  EMULATOR_BOT_TOKEN as token,
  startTelegramEmulator,
  type TelegramEmulator,
} from '../../../../emulators/telegram/index.ts';
import { createPhotoSource } from '../../../../src/activities/adapters/telegram/photo-source.ts';
import { closedUrl, rejection, serve, type HttpStub } from '../../../support/http-stub.ts';

const MB = 1024 * 1024;
const signal = new AbortController().signal;

describe('the Telegram photo source', () => {
  const bytes = Buffer.alloc(300_000, 'photo');
  let telegram: TelegramEmulator;
  let fileId: string;

  before(async () => {
    telegram = await startTelegramEmulator();
    fileId = await sendDocument(bytes);
  });
  after(() => telegram.close());

  /** @returns the file_id as the bot gets it */
  async function sendDocument(content: Buffer): Promise<string> {
    const user = new TelegramUser(telegram.url, { first_name: 'Анна' });
    await user.sendPhotos([{ name: 'photo.jpg', bytes: content }], { as: 'document' });
    const answer = await fetch(`${telegram.url}/bot${token}/getUpdates?offset=-1`);
    const { result }: { result: { message: { document: { file_id: string } } }[] } = JSON.parse(await answer.text());
    return result[0]?.message.document.file_id ?? '';
  }

  const fault = (body: object) =>
    fetch(`${telegram.url}/emulator/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const source = () => createPhotoSource({ token, apiRoot: telegram.url });

  it('fetches the bytes as they were sent', async () => {
    const fetched = await source().fetch(fileId, 20 * MB, signal);
    expect(Buffer.compare(fetched, bytes)).to.equal(0);
  });

  describe('of a Bot API server of our own, which names files on its disk', () => {
    let local: HttpStub;
    let path: string;
    before(async () => {
      path = join(await mkdtemp(join(tmpdir(), 'bot-api-')), 'photo.jpg');
      await writeFile(path, bytes);
    });
    beforeEach(async () => {
      local = await serve((_request, response) => {
        const result = { file_id: fileId, file_unique_id: 'unique', file_path: path };
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ ok: true, result }));
      });
    });
    afterEach(() => local.close());
    const fetched = (most: number) => createPhotoSource({ token, apiRoot: local.url }).fetch(fileId, most, signal);

    it('reads them there, except files that are too large', async () => {
      expect(Buffer.compare(await fetched(20 * MB), bytes)).to.equal(0);
      expect(await rejection(fetched(bytes.length - 1))).to.have.property('name', 'PhotoTooLarge');
    });

    it('says what to do when the worker cannot see them', async () => {
      await rm(path);
      const error = await rejection(fetched(20 * MB));
      expect(error).to.have.property('name', 'TelegramUnreachable');
      expect(error.message).to.include('--local').and.include('folder');
    });
  });

  it('takes a photo of exactly the limit and refuses one byte more without downloading it', async () => {
    expect(await source().fetch(fileId, bytes.length, signal)).to.have.length(bytes.length);
    const before = await downloads();
    expect(await rejection(source().fetch(fileId, bytes.length - 1, signal))).to.have.property('name', 'PhotoTooLarge');
    expect(await downloads()).to.equal(before);
  });

  it('refuses a photo above 20 MB, which Telegram does not deliver', async () => {
    const large = await sendDocument(Buffer.alloc(20 * MB + 1));
    expect(await rejection(source().fetch(large, 50 * MB, signal))).to.have.property('name', 'PhotoTooLarge');
  });

  it('says that a file is unavailable when its id is wrong or has expired', async () => {
    expect(await rejection(source().fetch('AgACwrong', MB, signal))).to.have.property('name', 'PhotoUnavailable');
    await fault({ method: 'downloadFile', kind: 404 });
    expect(await rejection(source().fetch(fileId, MB, signal))).to.have.property('name', 'PhotoUnavailable');
  });

  it('rethrows other errors for a retry, without the token', async () => {
    const errors: Error[] = [];
    const faults = [
      { method: 'getFile', kind: 500 },
      { method: 'getFile', kind: 429, retry_after: 7 },
      { method: 'getFile', kind: 'reset-before' },
      { method: 'downloadFile', kind: 500 },
      { method: 'downloadFile', kind: 'reset-before' },
    ];
    for (const one of faults) {
      await fault(one);
      errors.push(await rejection(source().fetch(fileId, MB, signal)));
    }
    const nowhere = createPhotoSource({ token, apiRoot: await closedUrl() });
    errors.push(await rejection(nowhere.fetch(fileId, MB, signal)));
    expect(errors.map(({ name }) => name)).to.deep.equal([
      'GrammyError',
      'GrammyError',
      'TelegramUnreachable',
      'TelegramUnreachable',
      'TelegramUnreachable',
      'TelegramUnreachable',
    ]);
    for (const error of errors) {
      expect(inspect(error, { depth: 10, showHidden: true })).not.to.contain(token.split(':')[1]);
    }
    expect(errors.at(-1)?.message).to.contain('ECONNREFUSED');
  });

  it('stops on the signal while Telegram is silent, and throws its reason', async () => {
    for (const method of ['getFile', 'downloadFile']) {
      await fault({ method, kind: 'hang' });
      const controller = new AbortController();
      const reason = new Error('stopped');
      const fetching = rejection(source().fetch(fileId, MB, controller.signal));
      setTimeout(() => controller.abort(reason), 100);
      expect(await fetching).to.equal(reason);
    }
  });

  async function downloads(): Promise<number> {
    const calls = await (await fetch(`${telegram.url}/emulator/calls`)).text();
    return calls.split('"downloadFile"').length - 1;
  }
});

describe('the photo source, on a server that sends no sizes', () => {
  let server: HttpStub;
  let closed: Promise<unknown>;

  before(async () => {
    const photo = await readFile(new URL('../../../../demo/photos/rocket.jpg', import.meta.url));
    server = await serve((request, response) => {
      if (request.url?.includes('/getFile')) {
        response.end(
          JSON.stringify({ ok: true, result: { file_id: 'a', file_unique_id: 'b', file_path: 'photos/1' } }),
        );
        return;
      }
      closed = once(response, 'close');
      const send = (): void => {
        while (!response.destroyed && response.write(photo));
      };
      response.on('drain', send);
      send();
    });
  });
  after(() => server.close());

  it('stops reading when the limit is passed', async () => {
    const source = createPhotoSource({ token, apiRoot: server.url });
    expect(await rejection(source.fetch('a', MB, signal))).to.have.property('name', 'PhotoTooLarge');
    // The server never ends the file: only the reader can have closed.
    await closed;
  });
});
