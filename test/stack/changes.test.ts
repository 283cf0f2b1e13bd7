import { expect } from 'chai';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onChange } from '../../stack/changes.ts';
import { until } from '../support/until.ts';
import { temporaryFolder } from './support.ts';

describe('onChange', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let watcher: ReturnType<typeof onChange>;
  let told: string[];
  const path = (name: string) => join(folder.path, name);
  const toldOf = (file: string, times: number) =>
    until(
      `word of ${file}`,
      async () => told,
      () => told.filter((name) => name === file).length === times,
    );

  beforeEach(async () => {
    folder = await temporaryFolder();
    await mkdir(path('below'));
    await writeFile(path('below/file'), '1');
    told = [];
    watcher = onChange(folder.path, (file) => told.push(file));
  });
  afterEach(async () => {
    watcher.close();
    await folder.remove();
  });

  it('reports many changes at once only once', async () => {
    for (const content of ['2', '3', '4']) await writeFile(path('below/file'), content);
    await toldOf('file', 1);
    expect(told).to.deep.equal(['file']);
  });

  it('reports a replaced file, and its later changes', async () => {
    await writeFile(path('below/new'), '2');
    await rename(path('below/new'), path('below/file'));
    await toldOf('file', 1);
    await writeFile(path('below/file'), '3');
    await toldOf('file', 2);
  });

  it('reports files in a new folder', async () => {
    await mkdir(path('added'));
    await toldOf('added', 1);
    await writeFile(path('added/file'), '1');
    await toldOf('file', 1);
  });
});
