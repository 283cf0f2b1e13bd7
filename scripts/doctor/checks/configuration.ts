import { configVariables } from '../../../src/runtime/config/index.ts';
import { ok, warning, wrong, type Check } from '../check.ts';
import type { Environment, Settings } from '../settings.ts';

/** Prefixes of our variables, except those that others read too. */
const OURS = /^(TELEGRAM|FAL|AVATAR|PHOTO|TRAINING|TRAINER|WEBHOOK)_/;

/** Every wrong variable, and those that look like ours but are not read. */
export const configuration = (settings: Settings, env: Environment): Check => ({
  name: 'configuration',
  async run() {
    const read = new Set(Object.values(configVariables).flat());
    const unread = Object.keys(env).filter((name) => env[name] && OURS.test(name) && !read.has(name));
    const findings = [
      ...settings.problems.map((problem) => {
        const [what = '', ...fix] = problem.split(': ');
        return wrong(what, fix.join(': '));
      }),
      ...unread.map((name) => warning(`${name} is read by nobody`, 'look for its right name in .env.example')),
    ];
    return findings.length > 0 ? findings : [ok('every variable that is set can be used')];
  },
});
