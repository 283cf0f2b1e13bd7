import type { Entity } from '../../model.ts';

/** A text as a tree of strings and entities. */
export type Piece = string | Marked;
export interface Marked {
  readonly entity: Entity;
  readonly pieces: readonly Piece[];
}

/** Entities (offsets in UTF-16 units) may nest, and may come in any order. */
export function formatted(text: string, entities: readonly Entity[] = []): Piece[] {
  const ordered = entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length);
  return pieces(text, ordered, 0, text.length);
}

function pieces(text: string, entities: readonly Entity[], from: number, to: number): Piece[] {
  const found: Piece[] = [];
  let at = from;
  for (let index = 0; index < entities.length;) {
    const entity = entities[index];
    index += 1;
    if (!entity || entity.offset < at || entity.offset >= to) continue;
    const end = Math.min(entity.offset + entity.length, to);
    const inside: Entity[] = [];
    for (let next = entities[index]; next && next.offset < end; next = entities[index]) {
      inside.push(next);
      index += 1;
    }
    if (entity.offset > at) found.push(text.slice(at, entity.offset));
    found.push({ entity, pieces: pieces(text, inside, entity.offset, end) });
    at = end;
  }
  if (at < to) found.push(text.slice(at, to));
  return found;
}
