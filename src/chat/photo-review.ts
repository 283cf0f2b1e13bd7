import { defined } from '../domain/defined.ts';
import type { PhotoReport } from '../domain/photos/report.ts';
import type { AvatarTap } from './callbacks.ts';
import type { Say } from './i18n.ts';
import { photoReportText } from './photo-report.ts';
import { button, inRows, type Button, type View } from './view.ts';

/** The text under the picture of the photo review. */
export interface PhotoReview {
  readonly avatarId: string;
  /** Numbers of the existing photos. */
  readonly numbers: readonly number[];
  /** The shown photo; absent: all of them, on one sheet. */
  readonly number?: number;
  readonly report: PhotoReport;
  /** Numbers of removed photos that may come back, latest first. */
  readonly removed: readonly number[];
  readonly mayRemove: boolean;
}

/** Most removed photos that are offered at once. */
const OFFERED_BACK = 3;

export function photoReview(review: PhotoReview, t: Say): View {
  const { avatarId, number, removed, mayRemove } = review;
  const to = (label: string, tap: AvatarTap, of?: number): Button =>
    button(label, { kind: 'avatar', tap, avatarId, ...defined({ number: of }) });
  const back = mayRemove
    ? removed.slice(0, OFFERED_BACK).map((of) => to(t('button-bring-back', { number: of }), 'bring_back', of))
    : [];
  const close = to(t('button-close'), 'close');
  if (number === undefined) {
    const numbers = review.numbers.map((of) => to(t('review-number', { number: of }), 'photo', of));
    return { text: sheetText(review, t), buttons: [...inRows(numbers, 5), ...inRows(back, 1), [close]] };
  }
  const remove = mayRemove ? [to(t('button-remove', { number }), 'remove', number)] : [];
  return {
    text: photoText(review, number, t),
    buttons: [turns(review, number, to, t), remove, ...inRows(back, 1), [to(t('button-all-photos'), 'photos'), close]],
  };
}

/** Cyclic: from the last photo to the first, and back. */
function turns(
  { numbers }: PhotoReview,
  number: number,
  to: (label: string, tap: AvatarTap, of: number) => Button,
  t: Say,
): Button[] {
  const at = numbers.indexOf(number);
  const before = numbers.at(at - 1) ?? number;
  const after = numbers[(at + 1) % numbers.length] ?? number;
  if (numbers.length < 2) return [];
  const place = button(t('review-place', { place: at + 1, photos: numbers.length }), { kind: 'nothing' });
  return [to('◀', 'photo', before), place, to('▶', 'photo', after)];
}

function sheetText({ numbers, report, mayRemove }: PhotoReview, t: Say): string {
  if (numbers.length === 0) return t('photos-none');
  return [photoReportText(report, t), t('review-sheet', { remove: mayRemove ? 'yes' : 'no' })].join('\n\n');
}

function photoText({ report }: PhotoReview, number: number, t: Say): string {
  const { weak, alike, resemblance } = report;
  const faults = (weak.find((photo) => photo.number === number)?.weaknesses ?? []).map((value) =>
    t('review-weak', { weakness: t('weakness', { value }) }),
  );
  const isStranger = resemblance?.kind === 'others' && resemblance.numbers.includes(number);
  const likes = alike.flatMap(({ numbers, best }) => {
    if (!numbers.includes(number)) return [];
    const others = numbers.filter((other) => other !== number);
    return [t('review-alike', { count: others.length, numbers: others.join(', '), best })];
  });
  const said = [...faults, ...(isStranger ? [t('review-stranger')] : []), ...likes];
  return [t('review-photo', { number }), ...(said.length > 0 ? said : [t('review-good')])].join('\n');
}
