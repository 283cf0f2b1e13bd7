/** The workflows that ship, and one that does nothing: in one bundle, so that both run under the same worker. */
export * from '../../src/workflows/index.ts';

/** The smallest possible workflow, for comparison. */
export async function noopWorkflow(): Promise<void> {}
