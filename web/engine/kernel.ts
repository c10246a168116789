// The exports of build/kvm.wasm, one by one. Addresses and sizes are unsigned bytes below 4 GiB; raw exports hand back
// signed i32, so a result that is an address or a count needs >>> 0. i64 crosses the boundary as bigint.

/** assembly/index.ts as JavaScript sees it. */
export interface Kernel {
  /** The kernel's function on blocks in native order. Bytes read, 0 at or past the end, -EFAULT. */
  kvm_stats_read(
    id: number,
    header: number,
    desc: number,
    stats: number,
    sizeStats: number,
    userBuffer: number,
    size: number,
    offset: number,
  ): number;
  /** The same over a file record (FILE_*, EXTENT_*). `offset` is the address of an i64, moved on success. */
  stats_file_read(file: number, userBuffer: number, size: number, offset: number, userEnd: number): number;
  /** pread(2) with the VFS's checks: bytes read, -EINVAL, -EFAULT. */
  pread(file: number, userBuffer: number, userEnd: number, size: bigint, position: bigint): number;
  /** READ_* entries, each one stats_file_read. How many did not fail. */
  read_batch(entries: number, count: number): number;

  /** Fills the tables that crc32 uses. */
  crc_init(): void;
  /** CRC-32 of bytes; signed, so >>> 0. Overwrites CRC_SCRATCH bytes at `scratch`. */
  crc32(address: number, bytes: number, scratch: number): number;
  /** One LZ4 block: the address after its last byte, 0 when it is damaged or passes `limit`. */
  lz4_block(from: number, end: number, start: number, to: number, limit: number): number;
  /** WALK_* entries of the records at [from, end); how many. `next`, u32, becomes the first record not looked at. */
  records_walk(from: number, end: number, entries: number, room: number, next: number): number;
  /** 1 when a kvm-stats-columns message is as columns_expand needs it. */
  columns_check(message: number, bytes: number): number;
  /** Its data blocks, and a WALK_* entry for each. */
  columns_expand(message: number, channel: number, blocks: number, stride: number, entries: number): void;
  /** Appends messages to their sources' columns and queues their reads, until one needs a look. How many it took. */
  messages_place(entries: number, count: number, lanes: number, files: number, reads: number): number;
  /** The first row of a generation that breaks a heard rule (RULE_*), n when none does; others are counted. */
  rows_odd(
    rows: number,
    present: number,
    generations: number,
    n: number,
    generation: number,
    swap: number,
    rules: number,
    count: number,
    heard: bigint,
  ): number;
  /** Bits that differ from `first`, and bits that are set, in rows of one generation; n, or a row longer than `first`. */
  rows_moved(
    rows: number,
    present: number,
    generations: number,
    n: number,
    generation: number,
    first: number,
    firstBytes: number,
    changed: number,
    filled: number,
  ): number;

  /** One u64 of every row into a column; valid = 0 where the row is cut before it. How many are valid. */
  extract(rows: number, present: number, n: number, offset: number, swap: number, dst: number, valid: number): number;
  /** `cols` neighbouring u64 of every row, column after column. */
  extract_block(
    rows: number,
    present: number,
    n: number,
    offset: number,
    cols: number,
    swap: number,
    dst: number,
    valid: number,
  ): number;
  /** Bit 0: two valid values differ. Bit 1: a valid value is not 0. */
  changed(column: number, valid: number, n: number): number;

  /** MARK_FIRST and MARK_GAP of every interval. `breaks`: BREAK_* bits. */
  marks(times: number, breaks: number, n: number, maxGap: bigint, out: number): void;
  /** Growth per interval, wraps and resets by design.md 5. How many resets. */
  deltas(column: number, valid: number, marksIn: number, n: number, out: number, marksOut: number): number;
  /** f64 per second; NaN where there is no rate. */
  rates(deltas: number, marks: number, times: number, n: number, out: number): void;
  /** f64 of every value; NaN where absent. */
  values(column: number, valid: number, n: number, isSigned: number, out: number): void;
  /** Growth of every bucket per interval, a row of `buckets` u64 per sample. How many resets. */
  hist_deltas(
    columns: number,
    valid: number,
    marksIn: number,
    n: number,
    buckets: number,
    out: number,
    marksOut: number,
  ): number;

  /** PIXEL_* records of the samples in [from, to); byLength 1: values weigh the ns since the sample before. How many samples. */
  window(
    times: number,
    values: number,
    marks: number,
    n: number,
    from: bigint,
    to: bigint,
    pixels: number,
    byLength: number,
    out: number,
  ): number;
  /** First sample at or after t. */
  lower_bound(times: number, n: number, t: bigint): number;
  /** Bucket counts per pixel column (f64) and over the whole view (u64). How many samples. */
  hist_window(
    times: number,
    histDeltas: number,
    marks: number,
    n: number,
    buckets: number,
    from: bigint,
    to: bigint,
    pixels: number,
    out: number,
    outMarks: number,
    total: number,
  ): number;
  /** A RANGE_* record of the samples [from, to). */
  range(deltas: number, marks: number, times: number, fromIndex: number, toIndex: number, out: number): void;
  /** Bucket where the cumulative count reaches ceil(q * N); -1 when N is 0. */
  percentile(counts: number, buckets: number, q: number): number;
}
