import { Tensor } from 'onnxruntime-node';
import { facesOf, type Answers, type FaceBox } from './centerface.ts';
import { modelFiles } from './model-files.ts';
import { floats, openModel } from './model.ts';
import type { Picture } from './picture.ts';
import { inside } from './thread-gate.ts';

/** Sides are padded to a multiple of this, px: the network halves its input five times. */
const MULTIPLE = 32;

/** Finds faces of at least `leastScore`, best first; lengths in px of the picture. Blocks its thread. */
export type FaceDetector = (picture: Picture, leastScore: number) => Promise<FaceBox[]>;

/** @throws {WrongModel} */
export async function createFaceDetector(model: URL = modelFiles.detector.file): Promise<FaceDetector> {
  const session = await openModel(model, modelFiles.detector.sha256);
  const [input = ''] = session.inputNames;
  return async (picture, leastScore) => {
    const tensor = planes(picture);
    const outputs = await inside(() => session.run({ [input]: tensor }));
    const [heatmap, scale, offset, landmarks] = session.outputNames.map((name) => floats(outputs[name]?.data));
    const [, , height = 0, width = 0] = tensor.dims;
    if (!heatmap || !scale || !offset || !landmarks) throw new Error('the face model answered less than it should');
    const answers: Answers = { heatmap, scale, offset, landmarks, columns: width / 4, rows: height / 4 };
    return facesOf(answers, leastScore);
  };
}

/** One plane a colour, RGB, 0–255, black where padded. */
function planes({ data, width, height }: Picture): Tensor {
  const columns = Math.ceil(width / MULTIPLE) * MULTIPLE;
  const rows = Math.ceil(height / MULTIPLE) * MULTIPLE;
  const cells = columns * rows;
  const values = new Float32Array(3 * cells);
  for (let y = 0, from = 0; y < height; y += 1) {
    for (let x = 0, to = y * columns; x < width; x += 1, to += 1, from += 3) {
      values[to] = data[from] ?? 0;
      values[cells + to] = data[from + 1] ?? 0;
      values[2 * cells + to] = data[from + 2] ?? 0;
    }
  }
  return new Tensor('float32', values, [1, 3, rows, columns]);
}
