import type { Archiver } from './ports/archiver.ts';
import type { Messenger } from './ports/messenger.ts';
import type { ImageGenerator } from './ports/image-generator.ts';
import type { FaceComparer, PhotoInspector } from './ports/photo-inspector.ts';
import type { PhotoPrints } from './ports/photo-prints.ts';
import type { PhotoSource } from './ports/photo-source.ts';
import type { PreviewRecords } from './ports/preview-records.ts';
import type { Records } from './ports/records.ts';
import type { Runs } from './ports/runs.ts';
import type { Storage } from './ports/storage.ts';
import type { TrainerService } from './ports/trainer.ts';

export interface ActivityDeps {
  readonly records: Records;
  readonly photoSource: PhotoSource;
  readonly photoInspector: PhotoInspector & FaceComparer;
  readonly photoPrints: PhotoPrints;
  readonly storage: Storage;
  readonly archiver: Archiver;
  readonly trainer: TrainerService;
  readonly imageGenerator: ImageGenerator;
  readonly previewRecords: PreviewRecords;
  readonly messenger: Messenger;
  readonly runs: Runs;
  /** The webhook's public address, without a trailing slash; absent: FAL sends no webhooks. */
  readonly webhookUrl?: string;
}
