/** What an avatar's card shows, as far as it must be known to tell whether it is to be changed: plain data, kept in the life. */
export interface CardShown {
  /** Of its text and buttons: equal for equal ones. */
  readonly digest: string;
  /** The progress in it, 0–100. */
  readonly progress: number;
}

/** A step of progress that is worth a change of a card in which nothing else has changed, in per cent. */
export const CARD_STEP = 5;
