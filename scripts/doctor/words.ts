/** A message or an error as one line: without line ends and control characters. */
export function inOneLine(said: unknown): string {
  const text = said instanceof Error ? said.message || codeOf(said) || said.name : String(said);
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
}

/** The code of a library's error, such as S3's `NoSuchBucket` or Node's `ECONNREFUSED`. */
export function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** A duration in words, from ms. */
export function inTime(ms: number): string {
  const s = Math.round(Math.abs(ms) / 1_000);
  if (s < 120) return `${s} s`;
  if (s < 2 * 3_600) return `${Math.round(s / 60)} min`;
  return s < 2 * 86_400 ? `${Math.round(s / 3_600)} h` : `${Math.round(s / 86_400)} d`;
}

/** `1 update`, `2 updates`. */
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
