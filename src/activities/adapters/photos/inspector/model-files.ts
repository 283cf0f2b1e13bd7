/** A model's file, and the SHA-256 of the measured version, hex. */
export interface ModelFile {
  readonly file: URL;
  readonly sha256: string;
}

/** Source of the sums: README.md beside each. */
export const modelFiles = {
  detector: {
    file: new URL('./centerface/centerface.onnx', import.meta.url),
    sha256: '7d3db98f20b064962c0f4acc3a36af98a9d5a461de660da5594e33bd5362b167',
  },
  recogniser: {
    file: new URL('./face-recognition/face-recognition.onnx', import.meta.url),
    sha256: 'ae41f0616636e78212953343740c94f0f1d7f405dd2f29a3914aae3783156692',
  },
} as const satisfies Record<string, ModelFile>;
