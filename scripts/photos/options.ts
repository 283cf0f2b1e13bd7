import { parseArgs } from 'node:util';
import { avatarTypes, type AvatarType } from '../../src/domain/avatar/avatar.ts';

export interface PhotosOptions {
  /** Files and folders. */
  readonly paths: readonly string[];
  readonly avatarType: AvatarType;
  readonly json: boolean;
  /** Output folder for pictures. */
  readonly draw?: string;
}

export const usage = `usage: npm run photos -- FILE… [--type ${avatarTypes.join('|')}] [--json] [--draw OUT]`;

/** @throws {Error} that says in one line what is wrong with the arguments */
export function readOptions(args: readonly string[]): PhotosOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      type: { type: 'string', default: 'character' },
      json: { type: 'boolean', default: false },
      draw: { type: 'string' },
    },
  });
  const avatarType = avatarTypes.find((one) => one === values.type);
  if (!avatarType) throw new Error(`--type ${values.type}: there is ${avatarTypes.join(', ')}`);
  if (positionals.length === 0) throw new Error('name at least one file or folder');
  if (values.draw === '') throw new Error('--draw needs the name of a folder');
  return {
    paths: positionals,
    avatarType,
    json: values.json,
    ...(values.draw === undefined ? {} : { draw: values.draw }),
  };
}
