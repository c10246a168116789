// The list of exports, nothing else. Addresses in, counts out: see the doc comment of each function.

export { changed, extract, extract_block } from "./columns";
export { columns_check, columns_expand } from "./compact";
export { crc_init, crc32 } from "./crc32";
export { hist_window, percentile } from "./histogram";
export { lz4_block } from "./lz4";
export { rows_moved } from "./movement";
export { rows_odd } from "./odd";
export { messages_place } from "./place";
export { kvm_stats_read, pread, read_batch, stats_file_read } from "./read";
export { records_walk } from "./records";
export { deltas, hist_deltas, marks, rates, values } from "./series";
export { lower_bound, range, window } from "./window";
