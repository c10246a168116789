// CRC-32 as zip, gzip and MCAP define it: reflected, polynomial P = 0xEDB88320.
//
// Long inputs are folded first. Let z be a shift by one vector, x^128. Squaring is linear over bits, so P(z) = P(x)^128, and
// what P divides as a polynomial of x it divides as one of z: z^300 + z^155 + z^117 + z^89 + 1 is the only multiple of P with
// five terms and a degree below 400. So a vector counts as much as four copies of it, 145, 183, 211 and 300 vectors later.
// All but the last 300 vectors become 0 that way, with five loads and four xors each: eight times as fast as the tables, which
// then do the rest, eight bytes a step, one table per byte of a word.

import { CRC_FOLD, CRC_SCRATCH, CRC_TABLE_SIZE, CRC_TABLES } from "./layout";

const POLYNOMIAL: u32 = 0xedb88320;
const VECTOR: usize = 16;
const FOLD: usize = CRC_FOLD;
/** How far behind a vector its copies count, bytes; none is nearer than a step of the loop is long. */
const TAP_A: usize = 145 * VECTOR;
const TAP_B: usize = 183 * VECTOR;
const TAP_C: usize = 211 * VECTOR;
/** Shorter inputs are for the tables alone. */
const LEAST: usize = 2 * FOLD;
/** Bytes folded before the last FOLD of them move to the front of the scratch memory, where they stay in the cache. */
const BLOCK: usize = CRC_SCRATCH - CRC_FOLD;

/** Fills the tables at CRC_TABLES. Doing it twice, or on two instances at once, changes nothing. */
export function crc_init(): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let value: u32 = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    store<u32>(entry(0, byte), value);
  }
  for (let table: u32 = 1; table < 8; table++) {
    for (let byte: u32 = 0; byte < 256; byte++) {
      const before = load<u32>(entry(table - 1, byte));
      store<u32>(entry(table, byte), (before >>> 8) ^ load<u32>(entry(0, before & 0xff)));
    }
  }
}

/** CRC-32 of `bytes` bytes, after crc_init. Overwrites CRC_SCRATCH bytes at `scratch`. */
export function crc32(address: usize, bytes: usize, scratch: usize): u32 {
  if (bytes < LEAST) return ~by_tables(0xffffffff, address, bytes);
  const folded: usize = (bytes - FOLD) & ~(VECTOR - 1);
  const to: usize = scratch + FOLD;
  memory.fill(scratch, 0, FOLD);
  // where the CRC begins, it is one with the first bytes
  v128.store(to, v128.xor(v128.load(address), i32x4(-1, 0, 0, 0)));
  let at: usize = VECTOR;
  let filled: usize = VECTOR;
  while (at < folded) {
    const end = at + min(BLOCK - filled, folded - at);
    fold(address + at, address + end, to + filled);
    filled += end - at;
    at = end;
    if (filled === BLOCK) {
      memory.copy(scratch, scratch + filled, FOLD);
      filled = 0;
    }
  }
  // what is left: as long as the fold, with nothing more to come from its own vectors
  memory.copy(scratch, scratch + filled, FOLD);
  memory.fill(to, 0, FOLD);
  for (let i: usize = 0; i < FOLD; i += VECTOR) {
    v128.store(to + FOLD + i, v128.xor(v128.load(address + folded + i), copies(to + i)));
  }
  const crc = by_tables(0, to + FOLD, FOLD);
  return ~by_tables(crc, address + folded + FOLD, bytes - folded - FOLD);
}

/** Writes what vectors [from, end) come to with the copies of those before them, which lie before `to`. */
function fold(from: usize, end: usize, to: usize): void {
  const steps_end: usize = from + ((end - from) & ~(4 * VECTOR - 1));
  for (; from < steps_end; from += 4 * VECTOR, to += 4 * VECTOR) {
    v128.store(to, v128.xor(v128.load(from), copies(to)));
    v128.store(to, v128.xor(v128.load(from, 16), copies(to + 16)), 16);
    v128.store(to, v128.xor(v128.load(from, 32), copies(to + 32)), 32);
    v128.store(to, v128.xor(v128.load(from, 48), copies(to + 48)), 48);
  }
  for (; from < end; from += VECTOR, to += VECTOR) v128.store(to, v128.xor(v128.load(from), copies(to)));
}

/** All copies that count at a place. */
function copies(at: usize): v128 {
  const near = v128.xor(v128.load(at - TAP_A), v128.load(at - TAP_B));
  return v128.xor(near, v128.xor(v128.load(at - TAP_C), v128.load(at - FOLD)));
}

function by_tables(crc: u32, address: usize, bytes: usize): u32 {
  const end: usize = address + bytes;
  const words_end: usize = address + (bytes & ~7);
  for (; address < words_end; address += 8) {
    const low: u32 = load<u32>(address) ^ crc;
    const high: u32 = load<u32>(address, 4);
    crc =
      load<u32>(entry(7, low & 0xff)) ^
      load<u32>(entry(6, (low >>> 8) & 0xff)) ^
      load<u32>(entry(5, (low >>> 16) & 0xff)) ^
      load<u32>(entry(4, low >>> 24)) ^
      load<u32>(entry(3, high & 0xff)) ^
      load<u32>(entry(2, (high >>> 8) & 0xff)) ^
      load<u32>(entry(1, (high >>> 16) & 0xff)) ^
      load<u32>(entry(0, high >>> 24));
  }
  for (; address < end; address++) crc = (crc >>> 8) ^ load<u32>(entry(0, (crc ^ load<u8>(address)) & 0xff));
  return crc;
}

/** Address of one entry of one table. */
function entry(table: u32, byte: u32): usize {
  return CRC_TABLES + table * CRC_TABLE_SIZE + (byte << 2);
}
