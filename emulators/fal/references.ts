import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { Context } from './context.ts';
import { errorDetail, type ErrorDetail } from './errors.ts';
import { isAvailable } from './result-files.ts';
import { weightsFaultOf, finetuneIdOf, resultFile } from './result.ts';
import { isSafetensors } from './safetensors.ts';

const Loras = v.object({ loras: v.array(v.object({ path: v.string() })) });
const Finetune = v.object({ finetune_id: v.string() });

/** An inference model's errors for a LoRA that cannot be loaded, or an unknown finetune. */
export async function referenceErrors(
  context: Pick<Context, 'downloader' | 'state'>,
  input: Record<string, unknown>,
): Promise<ErrorDetail[]> {
  const errors: ErrorDetail[] = [];
  if (v.is(Loras, input)) {
    for (const [index, { path }] of input.loras.entries()) {
      const bytes = await loraBytes(context, path);
      const about = ['loras', index, 'path'];
      if (!bytes) errors.push(errorDetail('file_download_error', 'File download error', about, { input: path }));
      else if (!isSafetensors(bytes)) {
        errors.push(errorDetail('value_error', 'Failed to load the LoRA weights', about, { input: path }));
      }
    }
  }
  if (v.is(Finetune, input) && !isTrained(context, input.finetune_id)) {
    const message = 'Finetune not found or not ready';
    errors.push(errorDetail('value_error', message, ['finetune_id'], { input: input.finetune_id }));
  }
  return errors;
}

// Results are found by path only: addresses from before a restart on another port stay valid.
async function loraBytes({ downloader, state }: Pick<Context, 'downloader' | 'state'>, address: string) {
  const [, id, name] = /^\/files\/results\/([^/]+)\/([^/]+)$/.exec(URL.parse(address)?.pathname ?? '') ?? [];
  if (id !== undefined && name !== undefined) {
    const submission = state.find(id);
    const available = submission?.kind === 'training' && isAvailable(submission, Date.now());
    return available ? (await resultFile(submission, name))?.bytes : undefined;
  }
  const download = await downloader.get(address);
  if (!download) return undefined;
  try {
    return await readFile(download.path);
  } finally {
    await download.release();
  }
}

function isTrained({ state }: Pick<Context, 'state'>, finetuneId: string): boolean {
  return state
    .all()
    .some(
      (submission) =>
        submission.endpoint === 'fal-ai/flux-pro-trainer' &&
        finetuneIdOf(submission) === finetuneId &&
        weightsFaultOf(submission) !== 'no-weights' &&
        isAvailable(submission, Date.now()),
    );
}
