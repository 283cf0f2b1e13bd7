/** A round picture with initials, its colour by the id. */
const COLOURS = 7;

export function Face({ id, name, size = 48 }: { id: number; name: string; size?: number }) {
  const style = { width: `${size}px`, height: `${size}px`, fontSize: `${Math.round(size * 0.4)}px` };
  return (
    <span class={`face face-${id % COLOURS}`} style={style} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const [first = '', second = ''] = name.trim().split(/\s+/);
  return [first, second].map((word) => firstLetter(word)).join('');
}

/** A whole grapheme: an emoji may have many code points. */
function firstLetter(word: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word);
  return (first?.segment ?? '').toUpperCase();
}
