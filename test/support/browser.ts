import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { findBrowser, screenshotsFolder } from '../../scripts/browser/chromium.ts';
import { atTheEnd } from './servers.ts';

let running: Promise<Browser> | undefined;

/** One for the whole test run. */
function browser(): Promise<Browser> {
  return (running ??= launch());
}

async function launch(): Promise<Browser> {
  // A sandbox needs its own user, or rights that containers do not give.
  const started = await chromium.launch({
    executablePath: await findBrowser(),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  atTheEnd(() => started.close());
  return started;
}

export const desktop = { width: 1360, height: 850 };
/** The size of the narrowest phones. */
export const phone = { width: 360, height: 740 };

/** A page in its own browser context, with its errors recorded. */
export async function openPage(
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; errors: string[] }> {
  const context = await (await browser()).newContext({ viewport: desktop, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(url);
  return { page, errors };
}

/** Screenshots of the current page, light and dark. */
export async function takePictures(page: Page, name: string): Promise<void> {
  await mkdir(screenshotsFolder, { recursive: true });
  // Keep the pointer off the buttons.
  await page.mouse.move(0, 0);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(screenshotsFolder, `${name}-${colorScheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: null });
}

/** Accessibility faults, as axe finds them: WCAG 2.2 A and AA, contrast included. */
export async function hindrances(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  // As text: it runs in the page, whose types are not those of the tests.
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, { runOnly: ${JSON.stringify(tags)} })`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
  );
}
