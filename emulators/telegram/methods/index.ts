import type { Method } from '../core.ts';
import * as callbacks from './callbacks.ts';
import * as editing from './editing.ts';
import * as files from './files.ts';
import * as marks from './marks.ts';
import * as profile from './profile.ts';
import * as sending from './sending.ts';
import * as updates from './updates.ts';

const { readInputMedia: _helper, ...sends } = sending;
const { setText, getText, ...profiles } = profile;

const METHODS: Record<string, Method> = {
  ...callbacks,
  ...editing,
  ...files,
  ...marks,
  ...profiles,
  ...sends,
  ...updates,
  setMyName: setText('name'),
  getMyName: getText('name'),
  setMyDescription: setText('description'),
  getMyDescription: getText('description'),
  setMyShortDescription: setText('short_description'),
  getMyShortDescription: getText('short_description'),
};

const BY_LOWER_CASE = new Map(Object.entries(METHODS).map(([name, run]) => [name.toLowerCase(), { name, run }]));

/** Method names are case-insensitive (Making requests). */
export function findMethod(name: string): { name: string; run: Method } | undefined {
  return BY_LOWER_CASE.get(name.toLowerCase());
}
