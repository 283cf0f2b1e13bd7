import type { Progress } from './progress.ts';
import type { SubmittedRequest } from './state.ts';

/** A line as the status call gives it with `logs=1` (RequestLog of the client's types). */
export interface LogLine {
  message: string;
  level: 'INFO' | 'ERROR';
  source: 'USER';
  timestamp: string;
}

const TRAINING_LINES = 40;
const BAR = 10;

/** What a trainer has printed so far: a preparation line, then a progress bar as tqdm draws it. */
export function logsOf(submission: SubmittedRequest, progress: Progress): LogLine[] {
  if (!submission.settings.logs || progress.phase === 'IN_QUEUE' || progress.startedAt === undefined) return [];
  const { startedAt, fraction } = progress;
  const lines = [line(startedAt, `Preparing ${submission.archive?.images ?? 0} images`)];
  if (submission.kind === 'inference') lines.length = 0;

  const failed = progress.phase === 'COMPLETED' && progress.failure !== undefined;
  if (!submission.rejection) lines.push(...bars(submission, startedAt, fraction));
  if (failed) lines.push({ ...line(progress.endedAt, 'Training stopped'), level: 'ERROR' });
  return lines;
}

function bars(submission: SubmittedRequest, startedAt: number, fraction: number): LogLine[] {
  const steps = stepsOf(submission);
  const { trainingMs, inferenceMs } = submission.settings;
  const length = submission.kind === 'training' ? trainingMs : inferenceMs;
  const count = Math.floor(fraction * TRAINING_LINES);
  return Array.from({ length: count + 1 }, (_, index) => {
    const part = index / TRAINING_LINES;
    return line(startedAt + part * length, tqdm(Math.round(steps * part), steps, part * length, length));
  });
}

/** `83%|████████▎ | 2482/3000 [43:27<09:04,  1.05s/it]` */
function tqdm(step: number, steps: number, elapsedMs: number, totalMs: number): string {
  const part = step / steps;
  const bar = '█'.repeat(Math.floor(part * BAR)).padEnd(BAR, ' ');
  const percent = `${Math.floor(part * 100)}`.padStart(3, ' ');
  const rate = (totalMs / 1000 / steps).toFixed(2).padStart(5, ' ');
  return `${percent}%|${bar}| ${step}/${steps} [${clock(elapsedMs)}<${clock(totalMs - elapsedMs)}, ${rate}s/it]`;
}

function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

function two(n: number): string {
  return `${n}`.padStart(2, '0');
}

function stepsOf({ input, kind }: SubmittedRequest): number {
  const given = input['steps'] ?? input['iterations'] ?? input['num_inference_steps'];
  if (typeof given === 'number' && given > 0) return given;
  return kind === 'training' ? 1000 : 28;
}

function line(at: number, message: string): LogLine {
  return { message, level: 'INFO', source: 'USER', timestamp: new Date(at).toISOString() };
}
