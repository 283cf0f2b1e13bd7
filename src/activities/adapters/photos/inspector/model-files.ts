/** A model's file, and the SHA-256 of the measured version, hex. */
export interface ModelFile {
  readonly file: URL;
  readonly sha256: string;
}

/** Source of the sums: README.md beside each. */
export const modelFiles = {
  detector: {
    file: new URL('./centerface/centerface.onnx', import.meta.url),
    sha256: '1d627ea1dae36aafc982a9734e248861d56964aa5841fb3655bc5918a1adc696',
  },
  recogniser: {
    file: new URL('./face-recognition/face-recognition.onnx', import.meta.url),
    sha256: 'ae41f0616636e78212953343740c94f0f1d7f405dd2f29a3914aae3783156692',
  },
} as const satisfies Record<string, ModelFile>;
