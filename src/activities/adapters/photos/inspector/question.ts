import type { GoodPhoto, RefusedPhoto } from '../../../ports/photo-inspector.ts';
import type { Demands } from './inspect.ts';

export interface Question {
  readonly bytes: Uint8Array;
  readonly demands: Demands;
  /** Whether no other thread works on a photo meanwhile. */
  readonly alone: boolean;
}

/** The result, or the bytes again when the photo takes so much memory that it must be alone. */
export type InspectionAnswer =
  { readonly inspected: GoodPhoto | RefusedPhoto; readonly heavy?: never } | { readonly heavy: Uint8Array };
