import { expect } from 'chai';
import { falAddress } from '../../../../src/activities/adapters/fal/fetch.ts';

const root = new URL('http://127.0.0.1:8082');
const moved = (address: string, to = root) => falAddress(address, to).href;

describe("FAL's addresses", () => {
  it('keep path and query at the server that replaces FAL', () => {
    expect(moved('https://queue.fal.run/fal-ai/a/requests/1?logs=1')).to.equal(
      'http://127.0.0.1:8082/fal-ai/a/requests/1?logs=1',
    );
    expect(moved('https://rest.fal.ai/storage')).to.equal('http://127.0.0.1:8082/storage');
    expect(moved('https://v3b.fal.media/f', new URL('https://proxy.test/fal/'))).to.equal('https://proxy.test/fal/f');
  });

  it('are the only ones that are redirected', () => {
    for (const other of ['http://127.0.0.1:9000/a', 'https://notfal.run/a', 'https://fal.run.example.com/a']) {
      expect(moved(other)).to.equal(other);
    }
    expect(falAddress('https://queue.fal.run/a', undefined).href).to.equal('https://queue.fal.run/a');
  });
});
