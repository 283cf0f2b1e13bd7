import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/**
 * Gives memory back now, in some 20 ms. An instance of WebAssembly is a small thing to the collector, whatever it holds:
 * by itself it lets several of them pile up, a hundred megabytes each.
 */
export function collectGarbage(): void {
  if (!collect) {
    // The flag tells new contexts alone of `gc`.
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
}
