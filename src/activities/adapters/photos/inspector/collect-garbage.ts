import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Garbage that may gather before it is collected, bytes. */
const MOST = 64e6;

let collect: (() => void) | undefined;
let gathered = 0;

/**
 * Says that so many bytes of WebAssembly's memory are garbage. To the collector an instance is a small thing, whatever it
 * holds: by itself it lets several of them pile up, a hundred megabytes each. So it is told when, which takes it some 20 ms.
 */
export function leaveGarbage(bytes: number): void {
  gathered += bytes;
  if (gathered < MOST) return;
  gathered = 0;
  if (!collect) {
    // The flag tells new contexts alone of `gc`.
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  // Whoever leaves it still holds it.
  setImmediate(collect);
}
