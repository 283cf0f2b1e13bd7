/** Import this before the runtime, which must not be cut off while it is loaded either; whoever does calls `goOut` after. */
import { goIn } from './thread-gate.ts';

goIn();
