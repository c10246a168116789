/** All that an input has to offer: its size and its bytes. Blob, file handle and memory each have one small implementation. */
export interface ByteSource {
  readonly size: number;
  /** Exactly `length` bytes from `offset`; fewer only at the end. */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** The same bytes as a stream, for decompressors. */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** A file as the user gave it: where it was and what is in it. */
export interface InputFile {
  /** Relative to what was dropped or picked, "/" between the parts; the base name alone for a single file. */
  readonly path: string;
  readonly source: ByteSource;
  /** ns since 1970; undefined when unknown. */
  readonly modified: bigint | undefined;
}
