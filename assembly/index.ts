// The list of exports, nothing else. Addresses in, counts out: see the doc comment of each function.

export { changed, extract, extract_block } from "./columns";
export { hist_window, percentile } from "./histogram";
export { kvm_stats_read, pread, read_batch, stats_file_read } from "./read";
export { deltas, hist_deltas, marks, rates, values } from "./series";
export { lower_bound, range, window } from "./window";
