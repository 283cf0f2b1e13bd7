import { readdir, readFile } from 'node:fs/promises';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';

/** The folder of the committed histories. */
export const folder = new URL('../../test/histories/', import.meta.url);
export const manifestFile = new URL('manifest.json', folder);

/** Files of each path. The manifest and the folder must name the same files. */
export async function readManifest(): Promise<Record<string, string[]>> {
  return JSON.parse(await readFile(manifestFile, 'utf8')) as Record<string, string[]>;
}

type History = ReturnType<typeof historyFromJSON>;

/** A recorded history. The workflow's id is the file's name: replay ignores it, reports show it. */
export async function committedHistory(file: string): Promise<{ workflowId: string; history: History }> {
  return { workflowId: file, history: historyFromJSON(JSON.parse(await readFile(new URL(file, folder), 'utf8'))) };
}

export async function historyFiles(): Promise<string[]> {
  return (await readdir(folder)).filter((file) => file.endsWith('.json') && file !== 'manifest.json').toSorted();
}
