import { defined } from '../../src/domain/defined.ts';

/** For a process that gets none of our other variables: its modules are compiled once, too. */
export const compileCache: Readonly<Record<string, string>> = defined({
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
});
