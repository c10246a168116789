// assembly/movement.ts, odd.ts and place.ts once more, slow and obvious.

const U64 = 2n ** 64n;

/** A row as the kernels meet it: its bytes, and the generation it is of. */
export interface TwinRow {
  readonly bytes: Uint8Array;
  readonly generation: number;
}

/** Value at byte `at`; null when the row ends before its end. */
function valueAt(bytes: Uint8Array, at: number, swap = false): bigint | null {
  if (at + 8 > bytes.length) return null;
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, !swap);
}

/** Bits that differ from `first` in some row of a generation, bits that are set, and where rows_moved stops. */
export function movedTwin(rows: readonly TwinRow[], generation: number, first: readonly bigint[]) {
  const changed = first.map(() => 0n);
  const filled = first.map(() => 0n);
  for (const [i, row] of rows.entries()) {
    if (row.generation !== generation) continue;
    for (const [k, base] of first.entries()) {
      const value = valueAt(row.bytes, k * 8);
      if (value === null) continue;
      changed[k] = (changed[k] ?? 0n) | (value ^ base);
      filled[k] = (filled[k] ?? 0n) | value;
    }
    if (Math.floor(row.bytes.length / 8) > first.length) return { changed, filled, at: i };
  }
  return { changed, filled, at: rows.length };
}

export interface TwinRule {
  /** 0 boolean, 1 negative, 2 order, 3 sum, 4 sum of the rest. */
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly histogram: number;
  readonly count: number;
}

/** The first row of a generation that breaks a heard rule, and how many rows before it broke each rule. */
export function oddTwin(
  rows: readonly TwinRow[],
  generation: number,
  {
    rules,
    heard,
    swap,
  }: { readonly rules: readonly TwinRule[]; readonly heard: readonly boolean[]; readonly swap: boolean },
) {
  const broken = rules.map(() => 0);
  for (const [i, row] of rows.entries()) {
    if (row.generation !== generation) continue;
    const odd = rules.map((rule) => breaks(rule, row.bytes, swap));
    if (odd.some((is, k) => is && heard[k])) return { at: i, broken };
    for (const [k, is] of odd.entries()) if (is) broken[k] = (broken[k] ?? 0) + 1;
  }
  return { at: rows.length, broken };
}

function breaks({ kind, a, b, histogram, count }: TwinRule, bytes: Uint8Array, swap: boolean): boolean {
  const [x, y] = [valueAt(bytes, a, swap), valueAt(bytes, b, swap)];
  if (x === null) return false;
  if (kind === 0) return x > 1n;
  if (kind === 1) return x >= U64 / 2n;
  if (kind === 2) return y !== null && x > y + 8n;
  const expected = kind === 3 ? x : y !== null && x >= y ? x - y : null;
  const buckets = Array.from({ length: count }, (_, i) => valueAt(bytes, histogram + i * 8, swap));
  if (expected === null || buckets.includes(null)) return false;
  const sum = buckets.reduce<bigint>((all, bucket) => all + (bucket ?? 0n), 0n);
  const apart = sum > expected ? sum - expected : expected - sum;
  return apart > 8n;
}

/** A channel's way, and its source's columns so far. */
export interface TwinLane {
  readonly least: number;
  readonly most: number;
  readonly dataOffset: number;
  readonly around: number;
  readonly generation: number;
  readonly capacity: number;
  readonly stride: number;
  row: number;
  free: number;
  lastTime: bigint;
  lastRound: number;
  fileBytes: bigint;
  readonly samples: bigint[][];
}

export interface TwinMessage {
  readonly opcode: number;
  readonly channel: number;
  readonly sequence: number;
  readonly time: bigint;
  readonly scheduled: bigint;
  readonly address: number;
  readonly bytes: number;
}

/** What messages_place takes, changes in its lanes, and queues: data address, row, bytes, data offset. */
export function placeTwin(messages: readonly TwinMessage[], lanes: ReadonlyMap<number, TwinLane>) {
  const reads: number[][] = [];
  for (const { opcode, channel, sequence, time, scheduled, address, bytes } of messages) {
    const lane = lanes.get(channel);
    if (opcode !== 5 || !lane || bytes < lane.least || bytes > lane.most || bytes > lane.stride) break;
    const signed = BigInt.asIntN(64, time);
    if (lane.samples.length === lane.capacity || lane.free === 0 || signed <= lane.lastTime) break;
    reads.push([address, lane.row, bytes, lane.dataOffset]);
    const known = lane.lastRound !== 0xffffffff && sequence > lane.lastRound;
    const missing = known ? Math.min(255, sequence - lane.lastRound - 1) : 0;
    const fileBytes = lane.around + bytes;
    lane.samples.push([
      signed,
      scheduled,
      ...[lane.row, bytes, fileBytes, lane.generation, sequence, 0xffffffff, missing].map(BigInt),
    ]);
    lane.row += lane.stride;
    lane.free--;
    lane.lastTime = signed;
    lane.lastRound = sequence;
    lane.fileBytes += BigInt(fileBytes);
  }
  return reads;
}
