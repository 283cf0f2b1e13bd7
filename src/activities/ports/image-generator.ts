import type { Readable } from 'node:stream';
import type { TrainingRequest } from '../../domain/avatar/life.ts';
import type { StoredFile } from './trainer.ts';

/** A picture of a finished request. */
export interface PaintedPicture {
  /** The service marks it as not safe to be shown: it is neither kept nor sent. */
  readonly unsafe: boolean;
  /** px */
  readonly width?: number;
  readonly height?: number;
  /** Opens it for reading. @throws {PictureNotFound} there is none now @throws for now, whatever else */
  open(signal: AbortSignal): Promise<Readable>;
}

/** The service that makes pictures with what was trained; submissions and their status are the TrainerService's. */
export interface ImageGenerator {
  /** Where the service itself keeps the weights of a training, which opens them to anybody; null: not, or not any more. */
  weightsAddress(training: TrainingRequest, signal: AbortSignal): Promise<string | null>;
  /**
   * Hands weights over, read as they are sent. Nothing is paid for it.
   * @returns their address, which opens them to anybody, until `lifeMs` are over
   */
  uploadWeights(weights: StoredFile, lifeMs: number, signal: AbortSignal): Promise<string>;
  /** @throws {PictureRefused} the request ended badly, or left no picture @throws {PictureNotFound} @throws for now, whatever else */
  pictures(request: TrainingRequest, signal: AbortSignal): Promise<readonly PaintedPicture[]>;
}

/** Thrown when a request has come to nothing, for good. */
export class PictureRefused extends Error {
  override readonly name = 'PictureRefused';
}

/** Thrown when a request, or its picture, is not found. Once is not for ever: it has been paid for. */
export class PictureNotFound extends PictureRefused {}
