// @ts-check
// What one would write without WASM: the read of assembly/read.ts in JavaScript, on views of the same shared memory.

/** @typedef {{ readonly offset: number, readonly bytes: Uint8Array }} ScriptExtent */

/**
 * Reads from extents sorted by file offset into a buffer that has room, and moves the position. Returns the bytes read.
 * @param {readonly ScriptExtent[]} extents
 * @param {Uint8Array} buffer
 * @param {number} size
 * @param {{ position: number }} cursor
 */
export function scriptRead(extents, buffer, size, cursor) {
  const start = cursor.position;
  const last = extents[extents.length - 1];
  if (last === undefined) return 0;
  const stop = Math.min(last.offset + last.bytes.length, start + size);
  let at = start;
  for (const { offset, bytes } of extents) {
    const end = offset + bytes.length;
    if (at >= end) continue;
    if (at >= stop) break;
    const next = Math.min(end, stop);
    buffer.set(bytes.subarray(at - offset, next - offset), at - start);
    at = next;
  }
  if (at <= start) return 0;
  cursor.position = at;
  return at - start;
}
