import type { Environment } from './settings.ts';
import { inOneLine } from './words.ts';

/** Names of variables with secret values. */
const SECRET_NAME = /TOKEN|SECRET|PASS(WORD|WD|PHRASE)?|(^|_)KEY(_|$)|APIKEY|AUTH|CREDENTIAL|GRPC_META/i;
/** A shorter value says nothing, and masking it would spoil every word. Characters. */
const SHORTEST = 4;

/** Texts that look like a secret: a bot's token, a key of FAL's, a login in an address. */
const looksSecret = [
  [/(?<!\d)\d{6,}:[\w-]{30,}/g, '…'],
  [/\b(key|bearer|basic)\s+[\w+/=.:-]{16,}/gi, '$1 …'],
  [/\b[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}:[\da-f]{16,}/gi, '…'],
  [/\/\/[^/\s@]*@/g, '//…@'],
] as const;

/** @returns a function that masks every secret of the environment in a text, however it is written there */
export function masking(env: Environment): (text: string) => string {
  const forms = [...new Set(Object.entries(env).flatMap(secretsIn).flatMap(written))]
    .filter((form) => form.length >= SHORTEST)
    // Longer ones first, so that nothing is left of one that contains another.
    .toSorted((one, other) => other.length - one.length);
  const known =
    forms.length === 0
      ? undefined
      : new RegExp(forms.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
  return (text) => {
    const masked = known ? text.replace(known, '…') : text;
    return looksSecret.reduce((rest, [pattern, mask]) => rest.replace(pattern, mask), masked);
  };
}

/** A secret value itself, and the password in an address, whether it is well-formed or not. */
function secretsIn([name, given = '']: [string, string | undefined]): string[] {
  const value = given.trim();
  const address = /^[a-z][\w+.-]*:\/\//i.exec(value);
  if (address) {
    const at = value.lastIndexOf('@');
    const user = value.slice(address[0].length, Math.max(at, address[0].length));
    const password = user.slice(user.indexOf(':') + 1);
    // An unescaped password may have been split by whoever parsed the address.
    return password === '' ? [] : [password, decoded(password), ...password.split(/[/?#@:]/)];
  }
  if (!SECRET_NAME.test(name) || /^(true|false)$/i.test(value)) return [];
  // Before the colon of a token or a key stands an id, which is no secret. Quotes may be a mistake.
  const bare = value.replace(/^(["'`])(.*)\1$/s, '$2').trim();
  return [value, bare, bare.slice(bare.indexOf(':') + 1), ...bare.split(/[\r\n]+/)];
}

function written(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    JSON.stringify(secret).slice(1, -1),
    inOneLine(secret),
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
