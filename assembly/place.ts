// Messages to samples: each gets a row, a file record of one extent and a read that will copy it there. What is odd about a
// message is not decided here: the caller looks at it.

import {
  COLUMN_FILE_BYTES,
  COLUMN_GENERATION,
  COLUMN_MISSING,
  COLUMN_NAME,
  COLUMN_PRESENT,
  COLUMN_ROUND,
  COLUMN_ROW,
  COLUMN_SCHEDULED,
  EXTENT_ADDRESS,
  EXTENT_BYTES,
  EXTENT_KIND,
  EXTENT_OFFSET,
  EXTENT_SIZE,
  FILE_COUNT,
  FILE_EXTENTS,
  KIND_DATA,
  LANE_AROUND,
  LANE_DATA_OFFSET,
  LANE_GENERATION,
  LANE_LEAST,
  LANE_MOST,
  LANE_SAMPLES,
  NO_NAME,
  NO_ROUND,
  OP_MESSAGE,
  READ_BUFFER,
  READ_BUFFER_END,
  READ_ENTRY_SIZE,
  READ_FILE,
  READ_OFFSET,
  READ_SIZE,
  SAMPLES_CAPACITY,
  SAMPLES_COLUMNS,
  SAMPLES_COUNT,
  SAMPLES_FILE_BYTES,
  SAMPLES_LAST_ROUND,
  SAMPLES_LAST_TIME,
  SAMPLES_ROW,
  SAMPLES_ROWS,
  SAMPLES_STRIDE,
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
 * Takes WALK_* entries in their order until one is no message, its channel has no lane (lanes is u32[LANE_COUNT], 0: none),
 * its length is not what the lane expects, its time is not after the last one's, or no row or column is free. For each it
 * writes a file record to `files` and a READ_* entry to `reads`, one behind the other, and appends to its source's columns.
 * Returns how many entries it took.
 */
export function messages_place(entries: usize, count: usize, lanes: usize, files: usize, reads: usize): usize {
  for (let taken: usize = 0; taken < count; taken++) {
    if (load<u16>(entries, WALK_OPCODE) !== OP_MESSAGE) return taken;
    const lane: usize = load<u32>(lanes + (usize(load<u16>(entries, WALK_CHANNEL)) << 2));
    if (lane === 0) return taken;
    const bytes = load<u32>(entries, WALK_BYTES);
    if (bytes < load<u32>(lane, LANE_LEAST) || bytes > load<u32>(lane, LANE_MOST)) return taken;
    const samples: usize = load<u32>(lane, LANE_SAMPLES);
    const at: usize = load<u32>(samples, SAMPLES_COUNT);
    const capacity: usize = load<u32>(samples, SAMPLES_CAPACITY);
    const free = load<u32>(samples, SAMPLES_ROWS);
    const stride = load<u32>(samples, SAMPLES_STRIDE);
    const time = load<i64>(entries, WALK_LOG_TIME);
    if (at === capacity || free === 0 || bytes > stride || time <= load<i64>(samples, SAMPLES_LAST_TIME)) return taken;

    const row = load<u32>(samples, SAMPLES_ROW);
    store<u32>(samples, row + stride, SAMPLES_ROW);
    store<u32>(samples, free - 1, SAMPLES_ROWS);
    place_read(files, reads, load<u32>(entries, WALK_ADDRESS), row, bytes, load<u32>(lane, LANE_DATA_OFFSET));
    files += FILE_EXTENTS + EXTENT_SIZE;
    reads += READ_ENTRY_SIZE;

    const file_bytes: u32 = load<u32>(lane, LANE_AROUND) + bytes;
    const round = load<u32>(entries, WALK_SEQUENCE);
    const last = load<u32>(samples, SAMPLES_LAST_ROUND);
    const columns: usize = load<u32>(samples, SAMPLES_COLUMNS);
    const word: usize = columns + (at << 2);
    const wide: usize = columns + (at << 3);
    store<i64>(wide, time);
    store<i64>(wide + COLUMN_SCHEDULED * capacity, load<i64>(entries, WALK_PUBLISH_TIME));
    store<u32>(word + COLUMN_ROW * capacity, row);
    store<u32>(word + COLUMN_PRESENT * capacity, bytes);
    store<u32>(word + COLUMN_FILE_BYTES * capacity, file_bytes);
    store<u32>(word + COLUMN_GENERATION * capacity, load<u32>(lane, LANE_GENERATION));
    store<u32>(word + COLUMN_ROUND * capacity, round);
    store<u32>(word + COLUMN_NAME * capacity, NO_NAME);
    const missing: u32 = last !== NO_ROUND && round > last ? round - last - 1 : 0;
    store<u8>(columns + COLUMN_MISSING * capacity + at, u8(min<u32>(missing, 255)));
    store<u32>(samples, (at as u32) + 1, SAMPLES_COUNT);
    store<i64>(samples, time, SAMPLES_LAST_TIME);
    store<u32>(samples, round, SAMPLES_LAST_ROUND);
    store<u64>(samples, load<u64>(samples, SAMPLES_FILE_BYTES) + u64(file_bytes), SAMPLES_FILE_BYTES);
    entries += WALK_ENTRY_SIZE;
  }
  return count;
}

/** A file of which only the data block is there, and the read of that into a row. */
function place_read(file: usize, read: usize, data: u32, row: u32, bytes: u32, data_offset: u32): void {
  store<u32>(file, 1, FILE_COUNT);
  store<u64>(file + FILE_EXTENTS, data_offset, EXTENT_OFFSET);
  store<u32>(file + FILE_EXTENTS, bytes, EXTENT_BYTES);
  store<u32>(file + FILE_EXTENTS, data, EXTENT_ADDRESS);
  store<u32>(file + FILE_EXTENTS, KIND_DATA, EXTENT_KIND);
  store<u32>(read, file as u32, READ_FILE);
  store<u32>(read, row, READ_BUFFER);
  store<u32>(read, row + bytes, READ_BUFFER_END);
  store<u32>(read, bytes, READ_SIZE);
  store<u64>(read, data_offset, READ_OFFSET);
}
