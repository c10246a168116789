// assembly/records.ts, lz4.ts and place.ts once more, slow and obvious.

/** What records_walk lists: opcode, channel, sequence, both times, offset of the data, bytes. */
export type WalkedRecord = readonly [
  opcode: number,
  channel: number,
  sequence: number,
  logTime: bigint,
  publishTime: bigint,
  at: number,
  bytes: number,
];

/** Messages, schemas and channels in some bytes, at most `room`, and the offset of the first record not looked at. */
export function walkTwin(bytes: Uint8Array, room: number): { found: WalkedRecord[]; next: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: WalkedRecord[] = [];
  let at = 0;
  while (found.length < room && at + 9 <= bytes.length) {
    const opcode = view.getUint8(at);
    const length = view.getBigUint64(at + 1, true);
    const body = at + 9;
    if (BigInt(body) + length > BigInt(bytes.length)) break;
    const size = Number(length);
    if (opcode === 5 && size >= 22) {
      found.push([
        5,
        view.getUint16(body, true),
        view.getUint32(body + 2, true),
        view.getBigUint64(body + 6, true),
        view.getBigUint64(body + 14, true),
        body + 22,
        size - 22,
      ]);
    } else if (opcode === 5) found.push([0, 0, 0, 0n, 0n, body, size]);
    else if (opcode === 3 || opcode === 4) found.push([opcode, 0, 0, 0n, 0n, body, size]);
    at = body + size;
  }
  return { found, next: at };
}

/** One LZ4 block behind what was written before; null when it is damaged or longer than `room`. */
export function lz4Twin(block: Uint8Array, before: readonly number[], room: number): number[] | null {
  const out = [...before];
  const most = before.length + room;
  let at = 0;
  const length = (first: number): number => {
    let sum = first;
    for (let more = 255; first === 15 && more === 255; sum += more) more = block[at++] ?? Number.NaN;
    return sum;
  };
  while (at < block.length) {
    const token = block[at++] ?? 0;
    const literals = length(token >> 4);
    if (!(at + literals <= block.length && out.length + literals <= most)) return null;
    for (let i = 0; i < literals; i++) out.push(block[at++] ?? 0);
    if (at === block.length) return out.slice(before.length);
    if (at + 2 > block.length) return null;
    const distance = (block[at++] ?? 0) + 256 * (block[at++] ?? 0);
    if (distance === 0 || distance > out.length) return null;
    const match = length(token & 15) + 4;
    if (!(at <= block.length && out.length + match <= most)) return null;
    for (let i = 0; i < match; i++) out.push(out[out.length - distance] ?? 0);
  }
  return null;
}
