import { defineSignal, defineUpdate } from '@temporalio/workflow';

/** Activities that run together; the next ones wait for all of them. */
export interface Step {
  readonly remote: number;
  readonly local: number;
}

/** The activities of a life, by what they follow: its start, its photos, the start of its training. */
export interface Plan {
  readonly opening: readonly Step[];
  readonly photos: readonly Step[];
  readonly training: readonly Step[];
}

export interface PlainInput {
  readonly plan: Plan;
  readonly photos: number;
  readonly quietMs: number;
}

export const plainWorkflowType = 'plainWorkflow';

export const open = defineUpdate<string>('open');
export const addPhotos = defineSignal<[readonly string[]]>('addPhotos');
export const start = defineUpdate<string>('start');
