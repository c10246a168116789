// CRC-32 as zip, gzip and MCAP define it: reflected, polynomial 0xEDB88320. Eight bytes a step: one table per byte of a word.

import { CRC_TABLE_SIZE, CRC_TABLES } from "./layout";

const POLYNOMIAL: u32 = 0xedb88320;

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

/** CRC-32 of `bytes` bytes, after crc_init. */
export function crc32(address: usize, bytes: usize): u32 {
  const end: usize = address + bytes;
  const words_end: usize = address + (bytes & ~7);
  let crc: u32 = 0xffffffff;
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
  return ~crc;
}

/** Address of one entry of one table. */
function entry(table: u32, byte: u32): usize {
  return CRC_TABLES + table * CRC_TABLE_SIZE + (byte << 2);
}
