/** The workflows that ship, and one that does nothing: both in one bundle, so that both run under the same worker. */
export * from '../../src/workflows/index.ts';

/** The least that a workflow can be: what is compared with. */
export async function noopWorkflow(): Promise<void> {}
