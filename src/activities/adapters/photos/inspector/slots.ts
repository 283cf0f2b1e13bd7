/** Thrown to those who wait, and to those who come, when there is nothing more to be had. */
export class SlotsClosed extends Error {
  override readonly name = 'SlotsClosed';
}

export interface Slots {
  /** Works when so many slots are free; whoever asked first is first. @throws {SlotsClosed} */
  take<T>(needed: number, work: () => Promise<T>): Promise<T>;
  /** Nobody is let in any more; those who are in work on. */
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
