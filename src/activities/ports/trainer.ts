import type { Readable } from 'node:stream';
import type { Trainer } from '../../domain/training/trainers.ts';
import type { FailureReason } from '../../domain/training/training.ts';

/** A training's state at the trainer's. */
export type TrainingStatus =
  | { readonly state: 'queued'; readonly queuePosition?: number }
  /** `percent` (0–100) and `startedAt` (ms since the epoch) only where the trainer's logs tell them. */
  | { readonly state: 'running'; readonly percent?: number; readonly startedAt?: number }
  /** It has ended, well or not: the result tells. */
  | { readonly state: 'ended' };

export interface TrainingResult {
  /** The id under which the trainer keeps the model. */
  readonly finetuneId?: string;
  /** Where the weights are; absent when the model stays with the trainer. */
  readonly weights?: WeightsAddress;
}

/** Where a weights file can be read. It opens them to anybody, and so never goes into history. */
export interface WeightsAddress {
  readonly url: string;
  /** Bytes that the training's result tells, where it does. */
  readonly toldBytes?: number;
}

/** A weights file on its way to us. Its bytes break off with an error that says nothing of the training. */
export interface WeightsFile {
  readonly body: Readable;
  /** Bytes that are announced with the file, where they are. */
  readonly length?: number;
  /** Bytes that the training's result tells, where it does. */
  readonly toldBytes?: number;
}

/** A file in storage, to be read in parts. */
export interface StoredFile {
  readonly bytes: number;
  /** Opens it, or `length` bytes of it from `offset`. */
  open(offset: number, length: number): Promise<Readable>;
}

/** The service that trains. */
export interface TrainerService {
  /** `test`: an emulator stands in. */
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
   * @throws {TrainerBusy} definitely not accepted; a later attempt may be
   * @throws {TrainerRejected} definitely not accepted, and never will be as it is
   * @throws {SubmissionUnconfirmed} sent, and nobody knows what came of it
   */
  submit(training: {
    endpoint: string;
    /** With the archive's address. */
    input: Readonly<Record<string, unknown>>;
    webhookUrl?: string;
    /** How long files of the result are kept at the trainer's after the end, ms; as it likes without. */
    filesLifeMs?: number;
    signal: AbortSignal;
  }): Promise<{ requestId: string }>;
  /**
   * Looks for an accepted submission whose answer was lost, by a value of its input that no other has.
   * @param search.field of the input; absent: any
   * @param search.since ms since the epoch
   * @returns 'none' when there is none so far; 'not_allowed' when the key may not look
   */
  find(search: {
    endpoint: string;
    field?: string;
    value: string;
    since: number;
    signal: AbortSignal;
  }): Promise<{ readonly requestId: string } | 'none' | 'not_allowed'>;
  /**
   * What a request was submitted with.
   * @returns null where the trainer does not tell: the key may not look, it is not listed so far, or nothing is kept of it
   */
  inputOf(endpoint: string, requestId: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>> | null>;
  /** @throws {RequestUnknown} @throws {TrainerRejected} the trainer found fault with what it was sent @throws {TrainerAway} */
  status(endpoint: string, requestId: string, signal: AbortSignal): Promise<TrainingStatus>;
  /**
   * @param leaves what the avatar's trainer leaves
   * @throws {TrainerRejected} the trainer found fault with what it was sent
   * @throws {TrainingFailed} the training ended badly
   * @throws {ResultMissing} it ended, and what should be there is not
   * @throws {ResultNotFound} the trainer does not find it now
   * @throws {TrainerAway}
   */
  result(endpoint: string, requestId: string, signal: AbortSignal, leaves: Trainer['leaves']): Promise<TrainingResult>;
  /** @throws {ResultNotFound} there is nothing at the address now @throws {TrainerAway} */
  openWeights(weights: WeightsAddress, signal: AbortSignal): Promise<WeightsFile>;
  cancel(endpoint: string, requestId: string): Promise<'requested' | 'already_ended' | 'unknown'>;
  /**
   * Has the trainer delete what it keeps of a request that has ended: question, answer, files. May be repeated.
   * @returns 'not_allowed' when the key may not; 'unknown' when there is nothing of it
   */
  forget(requestId: string, signal: AbortSignal): Promise<'deleted' | 'unknown' | 'not_allowed'>;
}

/** What is known of a refusal or a failure of the trainer's. */
export interface Fault {
  readonly reason: FailureReason;
  /** Numbers of the photos that the trainer names. */
  readonly photos?: readonly number[];
}

/** What the trainer itself says: why, in the person's terms, beside its own words for operators. */
export abstract class TrainerFault extends Error {
  readonly fault: Fault;
  constructor(message: string, fault: Fault) {
    super(message);
    this.fault = fault;
  }
}

/** Thrown when the trainer refuses for now, and nothing was accepted. */
export class TrainerBusy extends TrainerFault {
  override readonly name = 'TrainerBusy';
  constructor(message: string, fault: Fault = { reason: 'trainer_unreachable' }) {
    super(message, fault);
  }
}

/** Thrown when the trainer refuses what it was sent, for good. */
export class TrainerRejected extends TrainerFault {
  override readonly name = 'TrainerRejected';
  constructor(message: string, fault: Fault = { reason: 'trainer_rejected' }) {
    super(message, fault);
  }
}

/** Thrown when the trainer does not know a request. Once is not for ever. */
export class RequestUnknown extends TrainerRejected {
  constructor(message: string) {
    super(message, { reason: 'result_missing' });
  }
}

/** Thrown when the trainer cannot be asked right now; it says nothing about the training. */
export abstract class TrainerAway extends Error {
  /** It answers, and refuses our key or account: waiting alone does not help. */
  readonly refusesUs: boolean;
  constructor(message: string, refusesUs = false) {
    super(message);
    this.refusesUs = refusesUs;
  }
}

/** Thrown when a submission was sent and its fate is unknown: it may have been accepted and paid. */
export class SubmissionUnconfirmed extends Error {
  override readonly name = 'SubmissionUnconfirmed';
}

/** Thrown when a training ended badly at the trainer's. */
export class TrainingFailed extends TrainerFault {
  override readonly name = 'TrainingFailed';
  constructor(message: string, fault: Fault = { reason: 'trainer_failed' }) {
    super(message, fault);
  }
}

/** Thrown when a finished training left nothing, or something that is not what it should be. */
export class ResultMissing extends Error {
  override readonly name = 'ResultMissing';
}

/** Thrown when a finished training's result, or its file, is not found. Once is not for ever. */
export class ResultNotFound extends ResultMissing {}

/** Thrown when a weights file came whole, and is not what it should be. */
export class ResultDamaged extends Error {
  override readonly name = 'ResultDamaged';
}
