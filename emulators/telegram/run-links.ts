import * as v from 'valibot';
import { ControlError } from './errors.ts';

/** A link from something that a call names to a page about it. The emulator does not know what it is. */
export interface RunLink {
  /** the link's title */
  title: string;
  /** regular expression; its match in a call's parameters replaces `$&` in the address */
  pattern: string;
  address: string;
}

const Links = v.object({
  links: v.array(
    v.object({
      title: v.pipe(v.string(), v.nonEmpty()),
      pattern: v.pipe(v.string(), v.check(isPattern, 'must be a regular expression')),
      address: v.pipe(v.string(), v.regex(/^https?:\/\//, 'must be an http(s) address')),
    }),
  ),
});

/** @throws ControlError 400 */
export function readRunLinks(value: unknown): RunLink[] {
  const result = v.safeParse(Links, value);
  if (result.success) return result.output.links;
  const issues = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
  throw new ControlError(400, issues.join('; '));
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text).source !== '(?:)';
  } catch {
    return false;
  }
}
