import { readFile } from 'node:fs/promises';
import type { PoolOptions } from '../../../../../src/activities/adapters/photos/inspector/pool.ts';
import { createPhotoInspector } from '../../../../../src/activities/adapters/photos/inspector/index.ts';
import type { GoodPhoto, RefusedPhoto } from '../../../../../src/activities/ports/photo-inspector.ts';
import type { AvatarType } from '../../../../../src/domain/avatar/avatar.ts';
import type { PhotoFinding } from '../../../../../src/domain/photos/photo.ts';
import { defaultPolicy } from '../../../../../src/domain/avatar/policy.ts';

export const astronaut = await readFile(new URL('../../../../../demo/photos/astronaut.png', import.meta.url));

/** A fixture, by its name without ending. */
export function heic(name: string): Promise<Buffer> {
  return readFile(new URL(`./fixtures/${name}.heic`, import.meta.url));
}

/** The real inspector, threads and all. */
class InspectorLab {
  inspector!: Awaited<ReturnType<typeof createPhotoInspector>>;

  /** For an avatar that needs no face, by default: only the file is judged. */
  inspect(bytes: Uint8Array, avatarType: AvatarType = 'style', minSide = 512): Promise<GoodPhoto | RefusedPhoto> {
    // The inspector takes over its bytes.
    return this.inspector.inspect(Uint8Array.from(bytes), { ...defaultPolicy.photos, minSide, avatarType });
  }

  async good(bytes: Uint8Array): Promise<GoodPhoto> {
    const inspected = await this.inspect(bytes);
    if (inspected.finding) throw new Error(`refused: ${inspected.finding.code}`);
    return inspected;
  }

  async finding(bytes: Uint8Array): Promise<PhotoFinding> {
    const { finding } = await this.inspect(bytes);
    if (!finding) throw new Error('accepted');
    return finding;
  }
}

/** For the tests of one `describe`. */
export function inspectorLab(options: Partial<PoolOptions> = { threads: 1 }): InspectorLab {
  const lab = new InspectorLab();
  before(async () => {
    lab.inspector = await createPhotoInspector(options);
  });
  after(() => lab.inspector.close());
  return lab;
}
