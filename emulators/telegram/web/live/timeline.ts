import type { MessageView } from '../../view.ts';

/** Messages of one sender within this time are grouped, s. */
const TOGETHER_S = 600;

export type Item =
  | { readonly kind: 'day'; readonly key: string; readonly date: number }
  | {
      readonly kind: 'bubble';
      readonly key: string;
      /** one message, or the parts of an album */
      readonly messages: readonly [MessageView, ...MessageView[]];
      /** whether it is the first, or the last, of its group */
      readonly first: boolean;
      readonly last: boolean;
    };

/** A chat from top to bottom: days and bubbles. */
export function timeline(messages: readonly MessageView[]): Item[] {
  const bubbles = albums(messages);
  return bubbles.flatMap((parts, index): Item[] => {
    const [message] = parts;
    const before = bubbles[index - 1]?.[0];
    const after = bubbles[index + 1]?.[0];
    const newDay = !before || dayOf(before) !== dayOf(message);
    const bubble: Item = {
      kind: 'bubble',
      key: `m${message.id}`,
      messages: parts,
      first: !before || !together(before, message),
      last: !after || !together(message, after),
    };
    return newDay ? [{ kind: 'day', key: `d${dayOf(message)}`, date: message.date }, bubble] : [bubble];
  });
}

function albums(messages: readonly MessageView[]): [MessageView, ...MessageView[]][] {
  const groups: [MessageView, ...MessageView[]][] = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (last && message.album_id !== undefined && last[0].album_id === message.album_id) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

function together(one: MessageView, next: MessageView): boolean {
  // A message with buttons ends its group.
  const parted = one.buttons.length > 0;
  return !parted && one.from === next.from && next.date - one.date < TOGETHER_S && dayOf(one) === dayOf(next);
}

function dayOf({ date }: MessageView): string {
  const day = new Date(date * 1000);
  return `${day.getFullYear()}-${day.getMonth()}-${day.getDate()}`;
}

/** The number of an album's pictures in each row. */
export function albumRows(count: number): number[] {
  const known: Record<number, number[]> = {
    1: [1],
    2: [2],
    3: [1, 2],
    4: [2, 2],
    5: [2, 3],
    6: [3, 3],
    7: [2, 2, 3],
    8: [2, 3, 3],
    9: [3, 3, 3],
    10: [2, 2, 3, 3],
  };
  return known[count] ?? Array.from({ length: Math.ceil(count / 3) }, (_, row) => Math.min(3, count - row * 3));
}
