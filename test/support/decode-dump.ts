// A dump in its plainest reading, straight from struct kvm_stats_header and kvm_stats_desc: shares no code with web/format.

export interface PlainStat {
  readonly name: string;
  readonly flags: number;
  readonly exponent: number;
  readonly offset: number;
  readonly bucketSize: number;
  readonly values: readonly bigint[];
}

export interface PlainDump {
  readonly id: string;
  readonly nameSize: number;
  readonly stats: readonly PlainStat[];
}

/** Decodes a whole little-endian dump. */
export function decodeDump(dump: Uint8Array): PlainDump {
  const bytes = Buffer.from(dump);
  const text = (from: number, room: number) => bytes.toString("utf8", from, from + room).split("\0", 1)[0] ?? "";
  const [nameSize, count, id, descriptors, data] = [4, 8, 12, 16, 20].map((at) => bytes.readUInt32LE(at)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const stats = Array.from({ length: count }, (_, i) => {
    const at = descriptors + i * (16 + nameSize);
    const offset = bytes.readUInt32LE(at + 8);
    return {
      name: text(at + 16, nameSize),
      flags: bytes.readUInt32LE(at),
      exponent: bytes.readInt16LE(at + 4),
      offset,
      bucketSize: bytes.readUInt32LE(at + 12),
      values: Array.from({ length: bytes.readUInt16LE(at + 6) }, (_, k) =>
        bytes.readBigUInt64LE(data + offset + 8 * k),
      ),
    };
  });
  return { id: text(id, nameSize), nameSize, stats };
}
