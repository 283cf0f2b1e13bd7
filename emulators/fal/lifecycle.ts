import * as v from 'valibot';

const Lifecycle = v.object({ expiration_duration_seconds: v.nullish(v.number()) });

/** The time that X-Fal-Object-Lifecycle or -Preference gives a file, s; undefined when it gives none. FAL takes 0 for none. */
export function expirySeconds(lifecycle: string | undefined): number | undefined {
  if (lifecycle === undefined) return undefined;
  try {
    const parsed = v.safeParse(Lifecycle, JSON.parse(lifecycle));
    return parsed.success ? parsed.output.expiration_duration_seconds || undefined : undefined;
  } catch {
    return undefined;
  }
}
