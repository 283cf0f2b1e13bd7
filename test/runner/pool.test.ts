import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { runFiles } from './pool.ts';
import type { Result } from './protocol.ts';

const place = () => Promise.reject(new Error('these files need no servers'));
const fixture = (name: string) => ({
  path: fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url)),
  whole: name === 'passes',
});

async function run(names: readonly string[], stopping = new AbortController().signal, grep?: string) {
  const results = new Map<string, Result>();
  await runFiles(names.map(fixture), {
    places: [place, place],
    wholePlaces: 1,
    order: { colours: false, ...(grep === undefined ? {} : { grep }) },
    stopping,
    onResult: (result) => results.set(/(\w+)\.ts$/.exec(result.file)?.[1] ?? '', result),
  });
  return results;
}

describe('the files of tests, run in several processes', () => {
  it('are counted, with their output', async () => {
    const results = await run(['passes', 'fails']);
    expect(results.get('passes')).to.include({ passed: 1, failed: 0, skipped: 1, log: '' });
    const failed = results.get('fails');
    expect(failed).to.include({ passed: 1, failed: 2, log: 'what its code has logged\n' });
    expect(failed?.report).to.include('Error: what went wrong').and.to.include('Error: which is rejected');
  });

  it('are run by another process when one has died, and that file has failed', async () => {
    const results = await run(['dies', 'passes']);
    expect(results.get('dies')).to.include({ passed: 0, failed: 1 });
    expect(results.get('passes')).to.include({ passed: 1, failed: 0 });
  });

  it('are run in part by their titles', async () => {
    const results = await run(['passes', 'fails'], undefined, 'passes beside');
    expect(results.get('passes')).to.include({ passed: 0, failed: 0 });
    expect(results.get('fails')).to.include({ passed: 1, failed: 0 });
  });

  it('are aborted when the run is stopped', async () => {
    const stopping = new AbortController();
    setTimeout(() => stopping.abort(), 1_000);
    const results = await run(['hangs', 'hangs'], stopping.signal);
    expect(results.get('hangs')).to.include({ passed: 0, failed: 1 });
  });
});
