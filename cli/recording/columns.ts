// Many samples of one source as one message of encoding kvm-stats-columns (docs/compact.md).

import { VALUE_SIZE } from "../../assembly/layout.ts";
import type { Stamp } from "./writer.ts";

const VERSION = 1;
const BIG_ENDIAN = 1;
/** version u8, flags u8, 0 u16, samples u32, bytes of a data block u32, bytes of the message u32 */
const HEAD = 1 + 1 + 2 + 4 + 4 + 4;
/** sequence, publish_time, log_time - publish_time */
const STAMP_COLUMNS = 3;

/** One sample on its way into a message. */
export interface ColumnSample extends Stamp {
  readonly data: Uint8Array;
}

/** The message of samples whose data blocks all have the same length, in time order; at least one. */
export function encodeColumns(samples: readonly ColumnSample[], order: "little" | "big"): Uint8Array {
  const n = samples.length;
  const length = samples[0]?.data.length ?? 0;
  const values = Math.floor(length / VALUE_SIZE);
  const columns = STAMP_COLUMNS + values;
  const tail = length % VALUE_SIZE;
  const rows = rowsOf(samples, order, columns);
  const stride = 2 * columns;
  const message = new Uint8Array(HEAD + columns * 9 + n * (columns * 8 + tail));
  const view = new DataView(message.buffer);
  let at = HEAD + 9 * columns;
  const low = new Uint32Array(n);
  const high = new Uint32Array(n);
  for (let column = 0; column < columns; column++) {
    for (let byte = 0; byte < 8; byte++) {
      const half = rows[2 * column + (byte >> 2)] ?? 0;
      message[HEAD + columns * (1 + byte) + column] = half >>> (8 * (byte & 3));
    }
    let [anyLow, anyHigh] = [0, 0];
    for (let i = 1, p = 2 * column; i < n; i++, p += stride) {
      // 64-bit difference of two halves, then zigzag: (d << 1) ^ (d >> 63)
      const before = rows[p] as number;
      const now = rows[p + stride] as number;
      const dLow = (now - before) | 0;
      const dHigh = ((rows[p + stride + 1] as number) - (rows[p + 1] as number) - (now < before ? 1 : 0)) | 0;
      const sign = dHigh >> 31;
      anyLow |= low[i] = (dLow << 1) ^ sign;
      anyHigh |= high[i] = ((dHigh << 1) | (dLow >>> 31)) ^ sign;
    }
    const width = anyHigh !== 0 ? 4 + bytesOf(anyHigh) : bytesOf(anyLow);
    message[HEAD + column] = width;
    for (let byte = 0; byte < width; byte++) {
      const from = byte < 4 ? low : high;
      const shift = 8 * (byte & 3);
      for (let i = 1; i < n; i++) message[at++] = (from[i] as number) >>> shift;
    }
  }
  for (const { data } of samples) {
    if (tail > 0) message.set(data.subarray(length - tail), at);
    at += tail;
  }
  view.setUint8(0, VERSION);
  view.setUint8(1, order === "big" ? BIG_ENDIAN : 0);
  view.setUint32(4, n, true);
  view.setUint32(8, length, true);
  view.setUint32(12, at, true);
  return message.slice(0, at);
}

/** The columns of each sample side by side, each value as its low and its high half. */
function rowsOf(samples: readonly ColumnSample[], order: "little" | "big", columns: number): Uint32Array {
  const rows = new Uint32Array(samples.length * columns * 2);
  const stamps = new BigUint64Array(STAMP_COLUMNS);
  const halves = new Uint32Array(stamps.buffer);
  const little = order === "little";
  let at = 0;
  for (const { sequence, publishTime, logTime, data } of samples) {
    stamps.set([BigInt(sequence), publishTime, BigInt.asUintN(64, logTime - publishTime)]);
    rows.set(halves, at);
    at += 2 * STAMP_COLUMNS;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    for (let offset = 0; offset + VALUE_SIZE <= data.length; offset += VALUE_SIZE) {
      rows[at++] = view.getUint32(little ? offset : offset + 4, little);
      rows[at++] = view.getUint32(little ? offset + 4 : offset, little);
    }
  }
  return rows;
}

/** Bytes that a u32 needs; 0 for 0. */
function bytesOf(value: number): number {
  return Math.ceil((32 - Math.clz32(value)) / 8);
}
