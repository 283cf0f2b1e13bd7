/** Thrown to waiting and new callers once the slots are closed. */
export class SlotsClosed extends Error {
  override readonly name = 'SlotsClosed';
}

export interface Slots {
  /** Works when so many slots are free; first come, first served. @throws {SlotsClosed} */
  take<T>(needed: number, work: () => Promise<T>): Promise<T>;
  /** Lets nobody in any more; running work goes on. */
  close(): void;
}

export function createSlots(count: number): Slots {
  let free = count;
  let closed = false;
  const waiting: { readonly needed: number; readonly enter: () => void; readonly leave: (error: Error) => void }[] = [];

  function admit(): void {
    for (let first = waiting[0]; first && first.needed <= free; first = waiting[0]) {
      waiting.shift();
      free -= first.needed;
      first.enter();
    }
  }

  return {
    async take(needed, work) {
      if (closed) throw new SlotsClosed('closed');
      await new Promise<void>((enter, leave) => {
        waiting.push({ needed, enter, leave });
        admit();
      });
      try {
        return await work();
      } finally {
        free += needed;
        admit();
      }
    },
    close() {
      closed = true;
      for (const { leave } of waiting.splice(0)) leave(new SlotsClosed('closed while waiting'));
    },
  };
}
