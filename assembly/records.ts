// MCAP records where they lie in memory: what a recording's chunks hold once decompressed.

import {
  MESSAGE_CHANNEL,
  MESSAGE_DATA,
  MESSAGE_LOG_TIME,
  MESSAGE_PUBLISH_TIME,
  MESSAGE_SEQUENCE,
  OP_CHANNEL,
  OP_MESSAGE,
  OP_SCHEMA,
  OP_SHORT,
  RECORD_BODY,
  RECORD_LENGTH,
  WALK_ADDRESS,
  WALK_BYTES,
  WALK_CHANNEL,
  WALK_ENTRY_SIZE,
  WALK_LOG_TIME,
  WALK_OPCODE,
  WALK_PUBLISH_TIME,
  WALK_SEQUENCE,
} from "./layout";

/**
 * Lists the messages, schemas and channels at [from, end) in WALK_* entries (layout.ts), in their order, at most `room` of
 * them; other opcodes are skipped. At `next`, u32, it leaves the address of the first record not looked at: `end` when all
 * were, else the table is full or the record there does not end before `end`. Returns the number of entries.
 */
export function records_walk(from: usize, end: usize, entries: usize, room: usize, next: usize): usize {
  let count: usize = 0;
  while (count < room && end - from >= usize(RECORD_BODY)) {
    const length = load<u64>(from, RECORD_LENGTH);
    const body: usize = from + RECORD_BODY;
    if (length > u64(end - body)) break;
    const bytes = length as usize;
    const opcode: u32 = load<u8>(from);
    if (opcode === OP_MESSAGE) {
      store_message(entries, body, bytes);
      entries += WALK_ENTRY_SIZE;
      count++;
    } else if (opcode === OP_SCHEMA || opcode === OP_CHANNEL) {
      store_record(entries, opcode, body, bytes);
      entries += WALK_ENTRY_SIZE;
      count++;
    }
    from = body + bytes;
  }
  store<u32>(next, from);
  return count;
}

function store_message(entry: usize, body: usize, bytes: usize): void {
  if (bytes < usize(MESSAGE_DATA)) {
    store_record(entry, OP_SHORT, body, bytes);
    return;
  }
  store<u64>(entry, load<u64>(body, MESSAGE_LOG_TIME), WALK_LOG_TIME);
  store<u64>(entry, load<u64>(body, MESSAGE_PUBLISH_TIME), WALK_PUBLISH_TIME);
  store<u32>(entry, load<u32>(body, MESSAGE_SEQUENCE), WALK_SEQUENCE);
  store<u16>(entry, load<u16>(body, MESSAGE_CHANNEL), WALK_CHANNEL);
  store<u16>(entry, OP_MESSAGE, WALK_OPCODE);
  store<u32>(entry, body + MESSAGE_DATA, WALK_ADDRESS);
  store<u32>(entry, bytes - MESSAGE_DATA, WALK_BYTES);
}

/** An entry for a record whose body is for TypeScript to read. */
function store_record(entry: usize, opcode: u32, body: usize, bytes: usize): void {
  store<u64>(entry, 0, WALK_LOG_TIME);
  store<u64>(entry, 0, WALK_PUBLISH_TIME);
  store<u32>(entry, 0, WALK_SEQUENCE);
  store<u16>(entry, 0, WALK_CHANNEL);
  store<u16>(entry, opcode as u16, WALK_OPCODE);
  store<u32>(entry, body, WALK_ADDRESS);
  store<u32>(entry, bytes, WALK_BYTES);
}
