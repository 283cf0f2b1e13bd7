import { readFile } from 'node:fs/promises';
import { ok, warning, wrong, type Check } from '../check.ts';

const packageFile = new URL('../../../package.json', import.meta.url);

/** The running Node, compared with the one that package.json brings along. */
export const node = (version = process.versions.node): Check => ({
  name: 'node',
  async run() {
    const { dependencies } = JSON.parse(await readFile(packageFile, 'utf8')) as { dependencies: { node: string } };
    const [tested, major] = [dependencies.node, version].map((each) => Number.parseInt(each, 10));
    if (major === tested) return [ok(`Node ${version}`)];
    const what = `Node ${version}, and everything is tested on Node ${tested}`;
    const fix = `start the processes by npm (npm run start:worker), which brings it, or install Node ${tested}`;
    return [(major ?? 0) < (tested ?? 0) ? wrong(what, fix) : warning(what, fix)];
  },
});
