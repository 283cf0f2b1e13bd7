/** Takes one line of the simulator's log. */
export type Log = (message: string, fields: Record<string, unknown>) => void;
