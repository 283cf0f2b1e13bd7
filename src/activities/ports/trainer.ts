import type { Readable } from 'node:stream';
import type { Trainer } from '../../domain/training/trainers.ts';
import type { FailureReason } from '../../domain/training/training.ts';

export type TrainingStatus =
  | { readonly state: 'queued'; readonly queuePosition?: number }
  /** `percent` (0–100) and `startedAt` (ms since the epoch) only where the trainer's logs contain them. */
  | { readonly state: 'running'; readonly percent?: number; readonly startedAt?: number }
  /** Ended, well or not: the result tells. */
  | { readonly state: 'ended' };

export interface TrainingResult {
  /** The id under which the trainer keeps the model. */
  readonly finetuneId?: string;
  /** Absent when the model stays with the trainer. */
  readonly weights?: WeightsAddress;
}

/** Address of a weights file. It gives anybody access to the file, so it never goes into history. */
export interface WeightsAddress {
  readonly url: string;
  /** Bytes according to the training's result. */
  readonly toldBytes?: number;
}

/** A weights file being downloaded. An error of its stream says nothing about the training. */
export interface WeightsFile {
  readonly body: Readable;
  /** Bytes according to the download's header. */
  readonly length?: number;
  /** Bytes according to the training's result. */
  readonly toldBytes?: number;
}

/** A file in storage that can be read in parts. */
export interface StoredFile {
  readonly bytes: number;
  open(offset: number, length: number): Promise<Readable>;
}

export interface TrainerService {
  /** `test`: an emulator answers instead of FAL. */
  readonly mode: 'live' | 'test';
  /**
   * Uploads the archive, reading it as it is sent. May be repeated: it costs nothing.
   * @returns its address, which gives anybody access to the photos for two days
   * @throws {TrainerBusy} for now
   * @throws {TrainerRejected} for good
   */
  upload(archive: StoredFile, signal: AbortSignal): Promise<string>;
  /**
   * Submits exactly once: this call never sends the request again.
   * @throws {TrainerBusy} definitely not accepted; a later try may be
   * @throws {TrainerRejected} definitely not accepted, and never will be as it is
   * @throws {SubmissionUnconfirmed} sent, with unknown outcome
   */
  submit(training: {
    endpoint: string;
    input: Readonly<Record<string, unknown>>;
    webhookUrl?: string;
    /** How long the trainer keeps the result's files after the end, ms; absent: its default. */
    filesLifeMs?: number;
    signal: AbortSignal;
  }): Promise<{ requestId: string }>;
  /**
   * Looks for an accepted submission whose answer was lost, by a value that only its input contains.
   * @param search.field of the input; absent: any
   * @param search.since ms since the epoch
   * @returns 'none' when there is none so far; 'not_allowed' when the key may not search
   */
  find(search: {
    endpoint: string;
    field?: string;
    value: string;
    since: number;
    signal: AbortSignal;
  }): Promise<{ readonly requestId: string } | 'none' | 'not_allowed'>;
  /** A request's input. @returns null where the trainer does not tell it: the key may not look, or it is not listed yet or no longer */
  inputOf(endpoint: string, requestId: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>> | null>;
  /** @throws {RequestUnknown} @throws {TrainerRejected} the trainer refuses the input @throws {TrainerAway} */
  status(endpoint: string, requestId: string, signal: AbortSignal): Promise<TrainingStatus>;
  /**
   * @param leaves what the avatar's trainer leaves
   * @throws {TrainerRejected} the trainer refuses the input
   * @throws {TrainingFailed} the training failed
   * @throws {ResultMissing} it ended without what it should have left
   * @throws {ResultNotFound} the trainer does not find it now
   * @throws {TrainerAway}
   */
  result(endpoint: string, requestId: string, signal: AbortSignal, leaves: Trainer['leaves']): Promise<TrainingResult>;
  /** @throws {ResultNotFound} there is nothing at the address now @throws {TrainerAway} */
  openWeights(weights: WeightsAddress, signal: AbortSignal): Promise<WeightsFile>;
  cancel(endpoint: string, requestId: string): Promise<'requested' | 'already_ended' | 'unknown'>;
  /** Deletes all of an ended request: input, output, files. May be repeated. @returns 'not_allowed' to this key; 'unknown': nothing is kept */
  forget(requestId: string, signal: AbortSignal): Promise<'deleted' | 'unknown' | 'not_allowed'>;
}

export interface Fault {
  readonly reason: FailureReason;
  readonly photos?: readonly number[];
}

/** An error that the trainer reported: its reason for the user, its own words for operators. */
export abstract class TrainerFault extends Error {
  readonly fault: Fault;
  constructor(message: string, fault: Fault) {
    super(message);
    this.fault = fault;
  }
}

/** Thrown when the trainer refuses for now; nothing was accepted. */
export class TrainerBusy extends TrainerFault {
  override readonly name = 'TrainerBusy';
  constructor(message: string, fault: Fault = { reason: 'trainer_unreachable' }) {
    super(message, fault);
  }
}

/** Thrown when the trainer refuses the request for good. */
export class TrainerRejected extends TrainerFault {
  override readonly name = 'TrainerRejected';
  constructor(message: string, fault: Fault = { reason: 'trainer_rejected' }) {
    super(message, fault);
  }
}

/** Thrown when the trainer does not know a request. One miss is no proof that it is gone. */
export class RequestUnknown extends TrainerRejected {
  constructor(message: string) {
    super(message, { reason: 'result_missing' });
  }
}

/** Thrown when the trainer cannot be asked now. This says nothing about the training. */
export abstract class TrainerAway extends Error {
  /** It answers, but refuses our key or account: waiting alone does not help. */
  readonly refusesUs: boolean;
  constructor(message: string, refusesUs = false) {
    super(message);
    this.refusesUs = refusesUs;
  }
}

/** Thrown when a submission was sent with unknown outcome: it may have been accepted and paid. */
export class SubmissionUnconfirmed extends Error {
  override readonly name = 'SubmissionUnconfirmed';
}

export class TrainingFailed extends TrainerFault {
  override readonly name = 'TrainingFailed';
  constructor(message: string, fault: Fault = { reason: 'trainer_failed' }) {
    super(message, fault);
  }
}

/** Thrown when a finished training left nothing, or something invalid. */
export class ResultMissing extends Error {
  override readonly name = 'ResultMissing';
}

/** Thrown when a finished training's result or file is not found. One miss is no proof that it is gone. */
export class ResultNotFound extends ResultMissing {}

/** Thrown when a completely downloaded weights file is invalid. */
export class ResultDamaged extends Error {
  override readonly name = 'ResultDamaged';
}
