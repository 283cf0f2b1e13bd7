import type { Looks } from '../../../src/domain/photos/perceptual-hash.ts';
import type { PhotoMeasurements } from '../../../src/domain/photos/measurements.ts';
import { defaultPolicy } from '../../../src/domain/avatar/policy.ts';
import type { PhotoInspector } from '../../../src/activities/ports/photo-inspector.ts';
import type { PhotoRefusal } from '../../../src/domain/photos/photo.ts';

export interface Look {
  readonly verdict: PhotoRefusal | 'taken';
  readonly measurements: PhotoMeasurements & Looks;
}

/** Inspects it like a photo of a person, however small it is. @throws {Error} when nothing was measured */
export async function lookAt(inspector: PhotoInspector, bytes: Uint8Array): Promise<Look> {
  // The inspector takes over its bytes.
  const own = Uint8Array.from(bytes);
  const { finding, measurements } = await inspector.inspect(own, {
    ...defaultPolicy.photos,
    minSide: 1,
    avatarType: 'character',
  });
  if (!measurements) throw new Error(`a picture of the set was not measured: ${finding?.code ?? 'no reason given'}`);
  return { verdict: finding?.code ?? 'taken', measurements };
}
