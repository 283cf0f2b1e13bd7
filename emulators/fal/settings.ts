import * as v from 'valibot';
import { ErrorTypeSchema, NamingSchema } from './error-types.ts';
import { WeightsFault } from './weights.ts';

const ms = v.pipe(v.number(), v.integer(), v.minValue(0));
const detail = v.looseObject({ loc: v.array(v.union([v.string(), v.number()])), msg: v.string(), type: v.string() });
const at = v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)));

/** How a run ends: well, with faulty weights, or as a failure, by a documented type or given in full. */
const Outcome = v.union([
  v.literal('ok'),
  WeightsFault,
  v.strictObject({
    type: ErrorTypeSchema,
    images: v.optional(v.array(v.union([v.string(), v.pipe(v.number(), v.integer(), v.minValue(0))]))),
    retryable: v.optional(v.boolean()),
    at,
  }),
  v.strictObject({
    status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)), 422),
    error_type: v.optional(v.string()),
    detail: v.optional(v.union([v.string(), v.array(detail)])),
    message: v.optional(v.string()),
    retryable: v.optional(v.boolean()),
    at,
  }),
]);

const Webhook = v.strictObject({
  delayMs: v.pipe(v.number(), v.integer()),
  lost: v.boolean(),
  copies: v.pipe(ms, v.minValue(1)),
  spreadMs: ms,
  retryMs: ms,
  tries: v.pipe(ms, v.minValue(1)),
  retried: v.boolean(),
  payloadError: v.boolean(),
});

const Platform = v.strictObject({
  access: v.picklist(['allowed', 'denied']),
  lists: v.picklist(['accepted', 'started', 'ended']),
  delayMs: ms,
  payloads: v.boolean(),
  admin: v.boolean(),
});

const SettingsSchema = v.strictObject({
  key: v.nullable(v.string()),
  queueMs: ms,
  trainingMs: ms,
  inferenceMs: ms,
  cancelMs: ms,
  queuePosition: ms,
  stuck: v.picklist(['no', 'queue', 'run']),
  ignoreCancel: v.boolean(),
  outcome: Outcome,
  logs: v.boolean(),
  nsfw: v.union([v.boolean(), v.array(v.boolean()), v.pipe(v.string(), v.nonEmpty())]),
  statusErrors: v.boolean(),
  schemaErrors: v.picklist(['submit', 'result']),
  minImages: ms,
  namesImages: NamingSchema,
  checkModels: v.boolean(),
  retentionMs: v.nullable(ms),
  fileMs: ms,
  webhook: Webhook,
  platform: Platform,
});

/** Each request keeps the settings it was accepted with; README.md explains them. Durations are in ms. */
export type EmulatorSettings = v.InferOutput<typeof SettingsSchema>;
export type Outcome = v.InferOutput<typeof Outcome>;

export const DEFAULT_SETTINGS: EmulatorSettings = {
  key: null,
  queueMs: 2_000,
  trainingMs: 20_000,
  inferenceMs: 1_000,
  cancelMs: 200,
  queuePosition: 3,
  stuck: 'no',
  ignoreCancel: false,
  outcome: 'ok',
  logs: true,
  nsfw: false,
  statusErrors: true,
  schemaErrors: 'result',
  minImages: 1,
  namesImages: 'msg',
  checkModels: true,
  retentionMs: 3_600_000,
  fileMs: 0,
  webhook: {
    delayMs: 0,
    lost: false,
    copies: 1,
    spreadMs: 200,
    retryMs: 1_000,
    tries: 10,
    retried: false,
    payloadError: false,
  },
  platform: { access: 'allowed', lists: 'started', delayMs: 0, payloads: true, admin: true },
};

const PatchSchema = v.partial(
  v.strictObject({
    ...SettingsSchema.entries,
    webhook: v.partial(v.strictObject(Webhook.entries)),
    platform: v.partial(v.strictObject(Platform.entries)),
  }),
);

/** An invalid request to the control routes; the message names the field. */
export class ControlError extends Error {
  override name = 'ControlError';
}

/** The settings with a patch applied. Throws ControlError when a field is unknown or has a wrong value. */
export function patchSettings(settings: EmulatorSettings, patch: unknown): EmulatorSettings {
  const { webhook, platform, ...rest } = parseControl(PatchSchema, patch);
  return {
    ...settings,
    ...present(rest),
    webhook: { ...settings.webhook, ...present(webhook) },
    platform: { ...settings.platform, ...present(platform) },
  };
}

function present(fields: object = {}): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Parses the body of a control request; throws ControlError naming the first field that is wrong. */
export function parseControl<Schema extends v.GenericSchema>(schema: Schema, body: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, body);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new ControlError(`${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
}
