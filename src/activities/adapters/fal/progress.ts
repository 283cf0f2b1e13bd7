/** `2482/3000 [` in a line of tqdm: `83%|████████▎ | 2482/3000 [43:27<09:04,  1.05s/it]`. */
const counter = /\|\s*(\d{1,7})\/(\d{1,7})\s*\[/g;

/** Bars with fewer steps belong to something else: downloads, captions. No training has so few. */
const FEWEST_STEPS = 100;

/** Log lines that are read, counted from the end. */
const LINES = 200;

/** Progress by the logs, 0–100. FAL documents no format: the last line of the bar with the most steps counts. undefined: no bar. */
export function percentOf(logs: readonly { readonly message: string }[]): number | undefined {
  let best: { done: number; total: number } | undefined;
  for (const { message } of logs.slice(-LINES)) {
    for (const [, done, total] of message.matchAll(counter)) {
      const bar = { done: Number(done), total: Number(total) };
      if (bar.total >= FEWEST_STEPS && bar.done <= bar.total && bar.total >= (best?.total ?? 0)) best = bar;
    }
  }
  return best && Math.floor((best.done / best.total) * 100);
}

/** When the training began to run, ms since the epoch: only a runner writes logs. */
export function startOf(logs: readonly { readonly timestamp?: string | undefined }[]): number | undefined {
  const times = logs.map(({ timestamp = '' }) => Date.parse(timestamp)).filter((time) => !Number.isNaN(time));
  return times.length > 0 ? Math.min(...times) : undefined;
}
