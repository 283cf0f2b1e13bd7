/** Takes one line of the emulator's log. */
export type Log = (message: string, fields: Record<string, unknown>) => void;
