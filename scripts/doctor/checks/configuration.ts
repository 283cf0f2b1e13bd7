import { configVariables } from '../../../src/runtime/config/index.ts';
import { ok, warning, wrong, type Check } from '../check.ts';
import type { Environment, Settings } from '../settings.ts';

/** How our variables begin, those excepted that others read too. */
const OURS = /^(TELEGRAM|FAL|AVATAR|PHOTO|TRAINING|TRAINER|WEBHOOK)_/;

/** Every variable that is wrong, and those that look like ours and are read by nobody. */
export const configuration = (settings: Settings, env: Environment): Check => ({
  name: 'configuration',
  async run() {
    const read = new Set(Object.values(configVariables).flat());
    const unread = Object.keys(env).filter((name) => env[name] && OURS.test(name) && !read.has(name));
    const findings = [
      ...settings.problems.map((problem) => {
        const [what = '', ...mend] = problem.split(': ');
        return wrong(what, mend.join(': '));
      }),
      ...unread.map((name) => warning(`${name} is read by nobody`, 'look for its right name in .env.example')),
    ];
    return findings.length > 0 ? findings : [ok('every variable that is set can be used')];
  },
});
