import * as v from 'valibot';

const ms = v.pipe(v.number(), v.integer(), v.minValue(0));
const detail = v.looseObject({ loc: v.array(v.union([v.string(), v.number()])), msg: v.string(), type: v.string() });

/** How a run ends. `no-weights` and `broken-weights` end well, but with a result that must not be trusted. */
const Outcome = v.union([
  v.picklist(['ok', 'no-weights', 'broken-weights']),
  v.strictObject({
    status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)), 422),
    error_type: v.optional(v.string()),
    detail: v.optional(v.union([v.string(), v.array(detail)])),
    message: v.optional(v.string()),
    retryable: v.optional(v.boolean()),
    at: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  }),
]);

const Webhook = v.strictObject({
  delayMs: v.pipe(v.number(), v.integer()),
  lost: v.boolean(),
  copies: v.pipe(ms, v.minValue(1)),
  spreadMs: ms,
  retryMs: ms,
  tries: v.pipe(ms, v.minValue(1)),
});

const SettingsSchema = v.strictObject({
  queueMs: ms,
  trainingMs: ms,
  inferenceMs: ms,
  cancelMs: ms,
  queuePosition: ms,
  ignoreCancel: v.boolean(),
  outcome: Outcome,
  logs: v.boolean(),
  nsfw: v.boolean(),
  statusErrors: v.boolean(),
  schemaErrors: v.picklist(['submit', 'result']),
  minImages: ms,
  webhook: Webhook,
});

/** What a submission is accepted under; README.md says what each setting does. Durations are in ms. */
export type Settings = v.InferOutput<typeof SettingsSchema>;
export type Outcome = v.InferOutput<typeof Outcome>;

export const DEFAULT_SETTINGS: Settings = {
  queueMs: 2_000,
  trainingMs: 20_000,
  inferenceMs: 1_000,
  cancelMs: 200,
  queuePosition: 3,
  ignoreCancel: false,
  outcome: 'ok',
  logs: true,
  nsfw: false,
  statusErrors: true,
  schemaErrors: 'result',
  minImages: 1,
  webhook: { delayMs: 0, lost: false, copies: 1, spreadMs: 200, retryMs: 1_000, tries: 10 },
};

const PatchSchema = v.partial(
  v.strictObject({ ...SettingsSchema.entries, webhook: v.partial(v.strictObject(Webhook.entries)) }),
);

/** A request to the control routes that cannot be understood; the message names the field. */
export class ControlError extends Error {
  override name = 'ControlError';
}

/** The settings with a patch laid over them. Throws ControlError when a field is unknown or has a wrong value. */
export function patchSettings(settings: Settings, patch: unknown): Settings {
  const { webhook, ...rest } = parseControl(PatchSchema, patch);
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const hook = Object.fromEntries(Object.entries(webhook ?? {}).filter(([, value]) => value !== undefined));
  return { ...settings, ...given, webhook: { ...settings.webhook, ...hook } };
}

/** Parses the body of a control request; throws ControlError naming the first field that is wrong. */
export function parseControl<Schema extends v.GenericSchema>(schema: Schema, body: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, body);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new ControlError(`${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
}
