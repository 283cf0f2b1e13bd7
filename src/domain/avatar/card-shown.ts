/** What the card shows now: enough to tell whether it must change. Plain data, kept in the state. */
export interface CardShown {
  readonly digest: string;
  readonly progress: number;
}

/** Per cent. Where only the progress has changed, a smaller step does not change the card. */
export const CARD_STEP = 5;
