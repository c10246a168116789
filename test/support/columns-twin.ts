// A message of encoding kvm-stats-columns back into samples, slowly and obviously, by docs/compact.md.

export interface ColumnsTwin {
  readonly sequence: bigint;
  readonly publishTime: bigint;
  readonly logTime: bigint;
  readonly data: Uint8Array;
}

/** The samples of a message; throws where a reader has to refuse it. */
export function decodeColumns(message: Uint8Array): ColumnsTwin[] {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  if (message.length < 16 || view.getUint8(0) !== 1) throw new RangeError("not version 1");
  const flags = view.getUint8(1);
  if (flags > 1 || view.getUint16(2) !== 0) throw new RangeError("reserved bits are set");
  const n = view.getUint32(4, true);
  const length = view.getUint32(8, true);
  const values = Math.floor(length / 8);
  const tail = length % 8;
  const columns = 3 + values;
  if (n < 1 || n * length > 64 * 2 ** 20) throw new RangeError("too few or too many samples");
  if (16 + 9 * columns > message.length) throw new RangeError("too short");
  const widths = [...message.subarray(16, 16 + columns)];
  const size = widths.reduce((sum, width) => sum + width * (n - 1), 16 + 9 * columns + n * tail);
  if (widths.some((width) => width > 8) || size !== message.length || size !== view.getUint32(12, true)) {
    throw new RangeError("lengths do not add up");
  }
  let at = 16 + 9 * columns;
  const decoded = widths.map((width, column) => {
    let value = 0n;
    for (let byte = 0; byte < 8; byte++) {
      value |= BigInt(message[16 + columns * (1 + byte) + column] ?? 0) << BigInt(8 * byte);
    }
    const column_ = [value];
    for (let i = 0; i < n - 1; i++) {
      let z = 0n;
      for (let byte = 0; byte < width; byte++) z |= BigInt(message[at + byte * (n - 1) + i] ?? 0) << BigInt(8 * byte);
      const difference = z & 1n ? -(z >> 1n) - 1n : z >> 1n;
      value = BigInt.asUintN(64, value + difference);
      column_.push(value);
    }
    at += width * (n - 1);
    return column_;
  });
  return Array.from({ length: n }, (_, i) => {
    const [sequence = 0n, publishTime = 0n, late = 0n, ...data] = decoded.map((column) => column[i] ?? 0n);
    const bytes = new Uint8Array(length);
    for (const [k, value] of data.entries()) new DataView(bytes.buffer).setBigUint64(8 * k, value, flags === 0);
    bytes.set(message.subarray(at + i * tail, at + (i + 1) * tail), values * 8);
    return { sequence, publishTime, logTime: BigInt.asUintN(64, publishTime + late), data: bytes };
  });
}
