// replaced by the stack's set-up
export const servers = async (): Promise<{ env: Record<string, string> }> => ({
  env: { TEMPORAL_ADDRESS: process.env.TEMPORAL_ADDRESS ?? '' },
});
export const stopServers = async (): Promise<void> => undefined;
