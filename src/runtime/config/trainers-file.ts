import { readFileSync } from 'node:fs';
import ms, { type StringValue } from 'ms';
import * as v from 'valibot';
import { trainingPresets, type Trainer } from '../../domain/training/trainers.ts';

/** The parsed file, or a line for each problem: the place in the file and what is expected there. */
export type TrainersFile =
  | { readonly trainers: Readonly<Record<string, Trainer>>; readonly problems?: undefined }
  | { readonly trainers?: undefined; readonly problems: readonly string[] };

/** Reads the file that TRAINERS_FILE names, in the form of docs/trainers.md. */
export function readTrainersFile(path: string): TrainersFile {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return { problems: [unreadable(error)] };
  }
  const parsed = v.safeParse(File, content);
  if (parsed.success) return { trainers: parsed.output };
  return { problems: parsed.issues.map((issue) => `TRAINERS_FILE, ${path}: ${where(issue)} ${wrong(issue)}`) };
}

// Show neither the path, which may be a misplaced secret, nor JSON.parse's message, which quotes the file.
function unreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return error instanceof SyntaxError
    ? 'TRAINERS_FILE is not JSON: see config/trainers.example.json for one that is'
    : `TRAINERS_FILE is no file that can be read (${code}): name one, as config/trainers.json, or leave it out`;
}

function where(issue: v.BaseIssue<unknown>): string {
  return v.getDotPath(issue) ?? 'the whole';
}

function wrong({ kind, message, expected, received }: v.BaseIssue<unknown>): string {
  if (expected === 'never') return 'is not known here: take it out';
  if (received === 'undefined') return 'is missing';
  return kind === 'schema' && message.startsWith('Invalid') ? `is ${received}: expected ${expected}` : message;
}

const field = v.pipe(v.string(), v.regex(/^[a-z][a-z\d_]*$/, 'is no name of a field of FAL’s: as images_data_url'));
const endpoint = v.pipe(
  v.string(),
  v.regex(/^[a-z\d-]+\/[\w.-]+(\/[\w.-]+)*$/, 'is no endpoint of FAL’s: as fal-ai/flux-lora-fast-training'),
);
const parameters = v.record(field, v.union([v.string(), v.number(), v.boolean()]));
const price = v.pipe(v.number(), v.minValue(0, 'is less than nothing: expected US dollars'));

const DURATION = 'is not a duration: write it as "90s", "10m" or "2h"';
const duration = v.pipe(
  v.string(),
  v.transform((text) => (/^[\d.]+ ?[a-z]+$/i.test(text) ? ms(text.slice(0, 100) as StringValue) : Number.NaN)),
  v.check((value) => value >= 1, DURATION),
);

const byPreset = <S extends v.GenericSchema>(schema: S) =>
  v.strictObject({ fast: schema, balanced: schema, quality: schema } satisfies Record<
    (typeof trainingPresets)[number],
    S
  >);

const TrainerEntry = v.pipe(
  v.strictObject({
    endpoint,
    archiveField: field,
    triggerField: field,
    commentField: v.optional(field),
    byAvatarType: v.optional(v.strictObject({ character: parameters, style: parameters, custom: parameters })),
    parameters,
    presets: byPreset(parameters),
    leaves: v.picklist(['weights', 'finetune_id']),
    usualTime: v.pipe(
      v.strictTuple([duration, duration]),
      v.check(([least, most]) => !(least > most), 'has the longer time first: write the shortest and the longest'),
    ),
    priceUsd: byPreset(price),
    inference: endpoint,
  }),
  v.transform(({ usualTime: usualMs, commentField, byAvatarType, ...rest }): Trainer => {
    return { ...rest, usualMs, ...(commentField && { commentField }), ...(byAvatarType && { byAvatarType }) };
  }),
  v.check(
    (trainer) => overwritten(trainer).length === 0,
    ({ input }) => `sets ${overwritten(input).join(', ')} among its parameters: that field is filled in for it`,
  ),
);

/** Parameters that would be lost, because the archive, the trigger or the comment uses the same field. */
function overwritten({ parameters: all, presets, byAvatarType, ...fields }: Trainer): string[] {
  const given = [all, ...Object.values(presets), ...Object.values(byAvatarType ?? {})].flatMap((one) =>
    Object.keys(one),
  );
  const ours = [fields.archiveField, fields.triggerField, fields.commentField];
  return [...new Set(given.filter((name) => ours.includes(name)))];
}

const File = v.record(
  v.pipe(v.string(), v.regex(/^[a-z\d][a-z\d-]{0,39}$/, 'is no name for a trainer: letters, digits and hyphens')),
  TrainerEntry,
);
