import type { Readable } from 'node:stream';

/** A training's state at the trainer's. */
export type TrainingStatus =
  | { readonly state: 'queued'; readonly queuePosition?: number }
  /** `percent` only where the trainer's logs tell it, 0–100. `startedAt`: ms since the epoch, where known. */
  | { readonly state: 'running'; readonly percent?: number }
  /** It has ended, well or not: the result tells. */
  | { readonly state: 'ended' };

export interface TrainingResult {
  /** The id under which the trainer keeps the model. */
  readonly finetuneId?: string;
  /** Opens the weights file for reading; absent when the model stays with the trainer. */
  readonly openWeights?: (signal: AbortSignal) => Promise<Readable>;
}

/** A file in storage, to be read in parts. */
export interface StoredFile {
  readonly bytes: number;
  /** Opens it, or `length` bytes of it from `offset`. */
  open(offset: number, length: number): Promise<Readable>;
}

/** The service that trains. */
export interface TrainerService {
  /** `test`: a simulator stands in. */
  readonly mode: 'live' | 'test';
  /**
   * Hands the archive over, read as it is sent. May be repeated: nothing is paid for it.
   * @returns its address, which opens the photos to anybody, for two days
   * @throws {TrainerBusy} for now
   * @throws {TrainerRejected} for good
   */
  upload(archive: StoredFile, signal: AbortSignal): Promise<string>;
  /**
   * Submits, once: what is sent is never sent again by this call.
   * @throws {TrainerBusy} surely not accepted, later it may be
   * @throws {TrainerRejected} surely not accepted, and never will be as it is
   * @throws {SubmissionUnconfirmed} sent, and nobody knows what came of it
   */
  submit(training: {
    endpoint: string;
    /** With the archive's address. */
    input: Readonly<Record<string, string | number | boolean>>;
    webhookUrl?: string;
    signal: AbortSignal;
  }): Promise<{ requestId: string }>;
  /**
   * Looks for an accepted submission whose answer was lost, by a value of its input that no other has.
   * @param search.since ms since the epoch
   * @returns 'none' when there is none so far; 'not_allowed' when the key may not look
   */
  find(search: {
    endpoint: string;
    field: string;
    value: string;
    since: number;
    signal: AbortSignal;
  }): Promise<{ readonly requestId: string } | 'none' | 'not_allowed'>;
  /** @throws {TrainerRejected} when the trainer does not know the request */
  status(endpoint: string, requestId: string, signal: AbortSignal): Promise<TrainingStatus>;
  /**
   * @throws {TrainerRejected} the trainer found fault with what it was sent
   * @throws {TrainingFailed} the training ended badly
   * @throws {ResultMissing} it ended, and what should be there is not
   */
  result(endpoint: string, requestId: string, signal: AbortSignal): Promise<TrainingResult>;
  cancel(endpoint: string, requestId: string): Promise<'requested' | 'already_ended' | 'unknown'>;
  /**
   * Has the trainer delete what it keeps of a request that has ended: question, answer, files. May be repeated.
   * @returns 'not_allowed' when the key may not; 'unknown' when there is nothing of it
   */
  forget(requestId: string, signal: AbortSignal): Promise<'deleted' | 'unknown' | 'not_allowed'>;
}

/** Thrown when the trainer refuses for now, and nothing was accepted. */
export class TrainerBusy extends Error {
  override readonly name = 'TrainerBusy';
}

/** Thrown when the trainer refuses what it was sent, for good. */
export class TrainerRejected extends Error {
  override readonly name = 'TrainerRejected';
}

/** Thrown when a submission was sent and its fate is unknown: it may have been accepted and paid. */
export class SubmissionUnconfirmed extends Error {
  override readonly name = 'SubmissionUnconfirmed';
}

/** Thrown when a training ended badly at the trainer's. */
export class TrainingFailed extends Error {
  override readonly name = 'TrainingFailed';
}

/** Thrown when a finished training left nothing, or something that is not what it should be. */
export class ResultMissing extends Error {
  override readonly name = 'ResultMissing';
}
