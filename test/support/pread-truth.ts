// What a real kernel answered: test/fixtures/pread-truth, 1,110 calls of pread on two stats file descriptors.

import { readFileSync } from "node:fs";

export interface RecordedCall {
  /** Decimal i64. */
  readonly offset: string;
  /** Decimal u64. */
  readonly size: string;
  /** Bytes, or -1 with an errno. */
  readonly return: number;
  readonly errno?: "EFAULT" | "EINVAL";
  /** Writable bytes at the destination; more than enough when absent. */
  readonly room?: number;
  /** Bytes written, also before a fault. */
  readonly touched?: number;
}

export interface RecordedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly calls: readonly RecordedCall[];
}

const FOLDER = new URL("../fixtures/pread-truth/", import.meta.url);

/** Both files with the calls on them. */
export function recordedFiles(): readonly RecordedFile[] {
  const truth = JSON.parse(readFileSync(new URL("pread-truth.json", FOLDER), "utf8")) as {
    readonly files: Readonly<Record<"vm" | "vcpu-0", { readonly calls: readonly RecordedCall[] }>>;
  };
  return (["vm", "vcpu-0"] as const).map((name) => ({
    name,
    bytes: new Uint8Array(readFileSync(new URL(`${name}.bin`, FOLDER))),
    calls: truth.files[name].calls,
  }));
}
