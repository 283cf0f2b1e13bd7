/** A process's order. `bare` only loads the same code and asks for the size of an object. */
export interface ZipOrder {
  readonly side: 'bare' | 'build' | 'upload';
  readonly avatarId: string;
  /** Keys of the photos. */
  readonly photos: readonly string[];
  readonly minio: {
    readonly endpoint: string;
    readonly accessKey: string;
    readonly secretKey: string;
    readonly bucket: string;
  };
  readonly falApiRoot: string;
}

export interface ZipAnswer {
  /** Peak resident set of the process, MB. Source: getrusage(2), ru_maxrss. */
  readonly peakMb: number;
  /** Of the archive; 0 where none was made. */
  readonly bytes: number;
}
