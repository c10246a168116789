// The one place for offsets and sizes. asc folds these constants into immediates, web/ and test/ import the same file.
// Un-annotated on purpose: an annotation that one compiler knows is unknown to the other.

// --- struct kvm_stats_header, linux/kvm.h: six u32
export const HEADER_FLAGS = 0;
export const HEADER_NAME_SIZE = 4;
export const HEADER_NUM_DESC = 8;
export const HEADER_ID_OFFSET = 12;
export const HEADER_DESC_OFFSET = 16;
export const HEADER_DATA_OFFSET = 20;
export const HEADER_SIZE = HEADER_DATA_OFFSET + 4;

// --- struct kvm_stats_desc, linux/kvm.h: fixed part, then name_size bytes of name
export const DESC_FLAGS = 0; // u32: bits 0-3 type, 4-7 unit, 8-11 base
export const DESC_EXPONENT = 4; // s16
export const DESC_SIZE = 6; // u16: number of u64 values
export const DESC_OFFSET = 8; // u32: bytes from the start of the data block
export const DESC_BUCKET_SIZE = 12; // u32: linear histograms only
export const DESC_NAME = 16;
export const DESC_FIXED_SIZE = DESC_NAME;

/** Bytes of the id string and of each name in every kernel so far. The ABI allows others: files say theirs in the header. */
export const KVM_STATS_NAME_SIZE = 48;
/** Bytes of one value. */
export const VALUE_SIZE = 8;

// --- what a read returns when it fails, asm-generic/errno-base.h; results are negative
export const EFAULT = 14;
export const EINVAL = 22;
/** The VFS cuts every count to this: 2 GiB - 4 KiB. */
export const MAX_RW_COUNT = 0x7ffff000;
/** log2 of the end of user addresses on x86-64: a count from here on faults (measured on 6.18). */
export const USER_ADDRESS_BITS = 47;

// --- a file in memory: its extents, sorted by file offset, without holes or overlaps, in native byte order
export const FILE_COUNT = 0; // u32: number of extents
export const FILE_EXTENTS = 8; // the first extent
export const EXTENT_OFFSET = 0; // u64: where in the file
export const EXTENT_BYTES = 8; // u32: bytes present
export const EXTENT_ADDRESS = 12; // u32: where in memory
export const EXTENT_KIND = 16; // u32: one of KIND_*
export const EXTENT_SIZE = 24; // 4 bytes of padding keep the u64 aligned
export const KIND_HEADER = 0;
export const KIND_ID = 1;
export const KIND_DESCRIPTORS = 2;
export const KIND_DATA = 3;
export const KIND_GAP = 4; // bytes no block claims

// --- one entry of a batch read
export const READ_FILE = 0; // u32: address of the file record
export const READ_BUFFER = 4; // u32: where the bytes go
export const READ_BUFFER_END = 8; // u32: first address the caller may not write
export const READ_SIZE = 12; // u32: bytes wanted
export const READ_OFFSET = 16; // u64: where in the file
export const READ_RESULT = 24; // i32: bytes read or -errno
export const READ_ENTRY_SIZE = 32;

// --- MCAP records: u8 opcode, u64 length, body (mcap.dev/spec)
export const RECORD_OPCODE = 0; // u8
export const RECORD_LENGTH = 1; // u64: bytes of the body
export const RECORD_BODY = 9;
export const OP_SCHEMA = 3;
export const OP_CHANNEL = 4;
export const OP_MESSAGE = 5;
export const MESSAGE_CHANNEL = 0; // u16
export const MESSAGE_SEQUENCE = 2; // u32
export const MESSAGE_LOG_TIME = 6; // u64 ns
export const MESSAGE_PUBLISH_TIME = 14; // u64 ns
export const MESSAGE_DATA = 22;

// --- what a walk over records finds, one entry per message, schema and channel
export const WALK_LOG_TIME = 0; // u64 ns
export const WALK_PUBLISH_TIME = 8; // u64 ns
export const WALK_SEQUENCE = 16; // u32
export const WALK_CHANNEL = 20; // u16
export const WALK_OPCODE = 22; // u16: OP_*, or OP_SHORT
export const WALK_ADDRESS = 24; // u32: a message's data, another record's body
export const WALK_BYTES = 28; // u32: of these
export const WALK_ENTRY_SIZE = 32;
/** A message whose body is shorter than its fields: no record has this opcode. */
export const OP_SHORT = 0;

// --- a message of encoding kvm-stats-columns (docs/compact.md)
export const COMPACT_VERSION = 0; // u8: 1
export const COMPACT_FLAGS = 1; // u8: COMPACT_BIG_ENDIAN
export const COMPACT_ZERO = 2; // u16
export const COMPACT_SAMPLES = 4; // u32
export const COMPACT_LENGTH = 8; // u32: bytes of one data block
export const COMPACT_BYTES = 12; // u32: of the message
export const COMPACT_HEAD = 16;
export const COMPACT_BIG_ENDIAN = 1;
/** Columns in front of the values: sequence, publish time, log time - publish time. */
export const COMPACT_STAMPS = 3;

// --- the samples of a source: columns of SAMPLES_CAPACITY elements each, one behind the other, and where the next ones go
export const SAMPLES_LAST_TIME = 0; // i64 ns: a sample that is not later needs a look
export const SAMPLES_FILE_BYTES = 8; // u64: lengths of all dumps added up
export const SAMPLES_COLUMNS = 16; // u32: address of the columns
export const SAMPLES_COUNT = 20; // u32
export const SAMPLES_CAPACITY = 24; // u32: a multiple of 8
export const SAMPLES_ROW = 28; // u32: the next free row
export const SAMPLES_ROWS = 32; // u32: how many there are
export const SAMPLES_STRIDE = 36; // u32: bytes from one to the next
export const SAMPLES_LAST_ROUND = 40; // u32: sequence of the last sample, or NO_ROUND
export const SAMPLES_SIZE = 48;
// columns by bytes of the ones before, for each sample of the capacity
export const COLUMN_TIME = 0; // i64 ns since 1970
export const COLUMN_SCHEDULED = 8; // i64 ns: when its round was to begin; -1 when unknown
export const COLUMN_ROW = 16; // u32: address of the data block
export const COLUMN_PRESENT = 20; // u32: bytes of it
export const COLUMN_FILE_BYTES = 24; // u32: bytes of the whole dump
export const COLUMN_GENERATION = 28; // u32
export const COLUMN_ROUND = 32; // u32: sequence, or NO_ROUND
export const COLUMN_NAME = 36; // u32: which path, or NO_NAME
export const COLUMN_MISSING = 40; // u8: rounds that are missing before it, 255: or more
export const COLUMNS_SAMPLE = 41;
export const NO_ROUND = 0xffffffff;
export const NO_NAME = 0xffffffff;

// --- where the messages of a channel go
export const LANE_SAMPLES = 0; // u32: address of its source's SAMPLES record
export const LANE_DATA_OFFSET = 4; // u32: of the data block in a dump
export const LANE_AROUND = 8; // u32: bytes of a dump outside its data block
export const LANE_LEAST = 12; // u32: bytes that a message has at least and at most when nothing is odd about it
export const LANE_MOST = 16; // u32
export const LANE_GENERATION = 20; // u32
export const LANE_SIZE = 32;
/** Channel ids are u16. */
export const LANE_COUNT = 65536;

// --- one pixel column of a window
export const PIXEL_MIN = 0; // f64, NaN when count is 0
export const PIXEL_MAX = 8; // f64
export const PIXEL_FIRST = 16; // f64
export const PIXEL_LAST = 24; // f64
export const PIXEL_SUM = 32; // f64: of the values, each times its weight
export const PIXEL_COUNT = 40; // u32: samples with a value
export const PIXEL_MARKS = 44; // u32: all MARK_* of the samples in the column, or-ed
export const PIXEL_WEIGHT = 48; // f64: sum of the weights
export const PIXEL_SIZE = 56;

// --- what the interval (t-1, t] of one statistic is; bits, stored as u8 per sample
export const MARK_FIRST = 1; // no sample before it in this generation: no interval
export const MARK_GAP = 2; // a sample is missing, or the interval is over three times the median
export const MARK_RESET = 4; // the counter fell: no rate, the delta is the new value
export const MARK_WRAP = 8; // the counter passed 2^64: the delta is exact
export const MARK_ABSENT = 16; // this sample has no value (dump cut before it)

// --- a rule about the values of a row; offsets in the data block
export const RULE_KIND = 0; // u32
export const RULE_A = 4; // u32: offset of a value a
export const RULE_B = 8; // u32: offset of a value b
export const RULE_HISTOGRAM = 12; // u32: offset of a histogram
export const RULE_COUNT = 16; // u32: its buckets
export const RULE_BROKEN = 20; // u32: rows that broke it and were only counted
export const RULE_SIZE = 24;
export const RULE_BOOLEAN = 0; // a is 0 or 1
export const RULE_NEGATIVE = 1; // a is below 2^63
export const RULE_ORDER = 2; // a is at most b, give or take
export const RULE_SUM = 3; // the buckets add up to a, give or take
export const RULE_SUM_OF_REST = 4; // the buckets add up to a - b, give or take
/** Counts by which values of one read may disagree: vCPUs run while they are read. */
export const RULE_SLACK = 8;
/** Rules of one call: a bit each. */
export const RULE_MOST = 64;

// --- what is between a sample and the one before it, where neither table nor time tells; bits, u8 per sample
export const BREAK_GENERATION = 1; // it begins a generation
export const BREAK_ROUNDS = 2; // rounds of the recorder are missing

// --- what a range of one statistic adds up to
export const RANGE_TOTAL_LOW = 0; // u64: low half of the sum of the deltas
export const RANGE_TOTAL_HIGH = 8; // u64: high half, not 0 only after wraps
export const RANGE_RESETS = 16; // u32: intervals with MARK_RESET
export const RANGE_GAPS = 20; // u32: intervals with MARK_GAP
export const RANGE_GROWTH = 24; // f64: sum of the deltas of the intervals that have a rate
export const RANGE_COVERED = 32; // f64: ns of these intervals
export const RANGE_SIZE = 40;

// --- what changed() answers; bits
export const CHANGED_DIFFERS = 1; // two valid values differ
export const CHANGED_NONZERO = 2; // a valid value is not 0

// --- memory map. Everything after the control block is handed out by the arena.
export const PAGE_SIZE = 65536;
/** Never used, so that address 0 is always a bug. */
export const NULL_GUARD = 1024;
export const CONTROL = NULL_GUARD;
export const CONTROL_BUMP = CONTROL; // u32: first free byte of the arena, moved with an atomic add
/** Tables for the CRC-32 of the n-th byte of a word, n = 0 to 7: u32[8][256], filled by crc_init. */
export const CRC_TABLES = 8192;
export const CRC_TABLE_SIZE = 1024;
export const CRC_TABLES_END = CRC_TABLES + 8 * CRC_TABLE_SIZE;
/** Bytes at the end of a long input on which its CRC-32 comes to rest: 300 vectors. */
export const CRC_FOLD = 300 * 16;
/** Bytes that crc32 overwrites while it folds. */
export const CRC_SCRATCH = CRC_FOLD + 16384;
export const ARENA_START = PAGE_SIZE;
/** The last page is never used: base + n * stride must not reach 2^32. */
export const MAX_PAGES = 65535;
/** Samples in one row slot. */
export const SLOT_SAMPLES = 256;
