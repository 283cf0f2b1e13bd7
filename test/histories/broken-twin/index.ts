/**
 * The workflows, broken on purpose: each waits a moment before it does anything. A replay suite that lets this pass
 * proves nothing.
 */
import { sleep } from '@temporalio/workflow';
import * as sound from '../../../src/workflows/index.ts';

export async function avatarWorkflow(...args: Parameters<typeof sound.avatarWorkflow>) {
  await sleep(1);
  return sound.avatarWorkflow(...args);
}

export async function photoInboxWorkflow(...args: Parameters<typeof sound.photoInboxWorkflow>) {
  await sleep(1);
  return sound.photoInboxWorkflow(...args);
}

export async function avatarChangeWorkflow(...args: Parameters<typeof sound.avatarChangeWorkflow>) {
  await sleep(1);
  return sound.avatarChangeWorkflow(...args);
}

export async function storageSweepWorkflow(...args: Parameters<typeof sound.storageSweepWorkflow>) {
  await sleep(1);
  return sound.storageSweepWorkflow(...args);
}

export async function photoRetentionWorkflow(...args: Parameters<typeof sound.photoRetentionWorkflow>) {
  await sleep(1);
  return sound.photoRetentionWorkflow(...args);
}
export async function previewWorkflow(...args: Parameters<typeof sound.previewWorkflow>) {
  await sleep(1);
  return sound.previewWorkflow(...args);
}

export async function deletePersonWorkflow(...args: Parameters<typeof sound.deletePersonWorkflow>) {
  await sleep(1);
  return sound.deletePersonWorkflow(...args);
}

export async function personPresenceWorkflow(...args: Parameters<typeof sound.personPresenceWorkflow>) {
  await sleep(1);
  return sound.personPresenceWorkflow(...args);
}
