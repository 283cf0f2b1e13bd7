import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Garbage that may gather before it is collected, bytes. */
const MOST = 64e6;

let collect: (() => void) | undefined;
let gathered = 0;

/**
 * Reports so many bytes of WebAssembly memory as garbage. The collector takes an instance for a small object, whatever
 * memory it holds, and lets several of a hundred megabytes each pile up. So it is started from here, which takes some
 * 20 ms.
 */
export function leaveGarbage(bytes: number): void {
  gathered += bytes;
  if (gathered < MOST) return;
  gathered = 0;
  if (!collect) {
    // Only contexts created after the flag have `gc`.
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  // Later: the caller still holds it.
  setImmediate(collect);
}
