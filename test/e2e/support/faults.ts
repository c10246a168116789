// Real dumps with a fault written into their bytes.

import type { GivenFile } from "./dumps.ts";

/** A dump with another value of a scalar, or of one bucket of a histogram. x86 byte order. */
export function withValue(dump: Uint8Array, name: string, value: bigint, element = 0): Uint8Array<ArrayBuffer> {
  const changed = new Uint8Array(dump);
  const view = new DataView(changed.buffer);
  // struct kvm_stats_header: flags, name_size, num_desc, id_offset, desc_offset, data_offset
  const [nameSize = 0, count = 0, descriptors = 0, data = 0] = [4, 8, 16, 20].map((at) => view.getUint32(at, true));
  for (let index = 0; index < count; index++) {
    // struct kvm_stats_desc: flags u32, exponent s16, size u16, offset u32, bucket_size u32, name
    const at = descriptors + index * (16 + nameSize);
    const found = new TextDecoder().decode(changed.subarray(at + 16, at + 16 + nameSize)).replace(/\0.*$/s, "");
    if (found !== name) continue;
    view.setBigUint64(data + view.getUint32(at + 8, true) + element * 8, value, true);
    return changed;
  }
  throw new Error(`Cannot find ${name} in the dump`);
}

/** The files with one of them changed: the `round`-th of a source. */
export function withFault(
  files: readonly GivenFile[],
  at: { readonly source: string; readonly round: number },
  change: (dump: Uint8Array) => Uint8Array<ArrayBuffer>,
): GivenFile[] {
  let round = 0;
  return files.map((file) => {
    if (!file.path.startsWith(`${at.source}-`) || round++ !== at.round) return file;
    return { ...file, bytes: change(file.bytes) };
  });
}
