// The read rules once more, byte by byte and slow: the twin of assembly/read.ts.

import { EFAULT, EINVAL, MAX_RW_COUNT, USER_ADDRESS_BITS } from "../../assembly/layout.ts";

export interface TwinRead {
  /** Bytes read or -errno. */
  readonly result: number;
  /** What was written to the buffer, also before a fault. */
  readonly written: Uint8Array;
}

/** A read of a file at a position; the buffer has `room` writable bytes. */
export function readTwin(file: Uint8Array, size: bigint, position: bigint, room: number): TwinRead {
  if (position < 0n) return { result: -EINVAL, written: new Uint8Array() };
  const written: number[] = [];
  for (let i = 0n; i < size && i < BigInt(MAX_RW_COUNT); i++) {
    if (position + i >= BigInt(file.length)) break;
    if (written.length === room) return { result: -EFAULT, written: Uint8Array.from(written) };
    written.push(file[Number(position + i)] ?? 0);
  }
  return { result: written.length, written: Uint8Array.from(written) };
}

/** pread(2): the VFS's checks in their order, then the read. */
export function preadTwin(file: Uint8Array, size: bigint, position: bigint, room: number): TwinRead {
  const nothing = new Uint8Array();
  if (position < 0n) return { result: -EINVAL, written: nothing };
  if (size >= 1n << BigInt(USER_ADDRESS_BITS)) return { result: -EFAULT, written: nothing };
  if (position + size > (1n << 63n) - 1n) return { result: -EINVAL, written: nothing };
  return readTwin(file, size, position, room);
}
