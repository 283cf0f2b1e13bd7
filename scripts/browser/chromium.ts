import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Not in git; CI keeps it. */
export const screenshotsFolder = fileURLToPath(new URL('../../.data/screenshots/', import.meta.url));

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Thrown without a browser; the message says how to get one. */
export class NoBrowser extends Error {
  override readonly name = 'NoBrowser';
}

/** @returns the path of a Chromium: CHROMIUM_PATH, or the first that is on PATH. @throws {NoBrowser} */
export async function findBrowser(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const given = env.CHROMIUM_PATH;
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const places = given ? [given] : folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  for (const place of places) {
    if (
      await access(place, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return place;
  }
  throw new NoBrowser(
    given
      ? `CHROMIUM_PATH names ${given}, which cannot be run.`
      : 'The tests in the browser need Chromium or Chrome. Install one (Debian: apt-get install chromium), or name one in CHROMIUM_PATH.',
  );
}
