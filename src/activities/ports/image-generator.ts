import type { Readable } from 'node:stream';
import type { TrainingRequest } from '../../domain/avatar/life.ts';
import type { StoredFile } from './trainer.ts';

/** One picture of a finished request. */
export interface PaintedPicture {
  /** The service marked it as unsafe: it is neither stored nor sent. */
  readonly unsafe: boolean;
  readonly width?: number;
  readonly height?: number;
  /** @throws {PictureNotFound} there is none now; any other error is temporary */
  open(signal: AbortSignal): Promise<Readable>;
}

/** Generates pictures with a trained model. The requests themselves are submitted and polled by the TrainerService. */
export interface ImageGenerator {
  /** The service's own address of the training's weights, which gives anybody access to them; null: none, or no longer. */
  weightsAddress(training: TrainingRequest, signal: AbortSignal): Promise<string | null>;
  /** Uploads weights, reading them as they are sent. Costs nothing. @returns their address, which gives anybody access to them for `lifeMs` */
  uploadWeights(weights: StoredFile, lifeMs: number, signal: AbortSignal): Promise<string>;
  /** @throws {PictureRefused} the request failed or left no picture @throws {PictureNotFound}; any other error is temporary */
  pictures(request: TrainingRequest, signal: AbortSignal): Promise<readonly PaintedPicture[]>;
}

/** Thrown when a request has failed for good. */
export class PictureRefused extends Error {
  override readonly name = 'PictureRefused';
}

/** Thrown when a request or its picture is not found. One miss is no proof: the picture has been paid for. */
export class PictureNotFound extends PictureRefused {}
