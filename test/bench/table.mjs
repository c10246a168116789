// @ts-check
// The timings as a markdown table, and the targets they miss.

/** @import { Timing } from "./variants.mjs" */
/** @typedef {Map<string, readonly Timing[]>} Timings by place */
/** @typedef {"native" | "kernel" | "script" | "set"} Target */
/** @typedef {{ readonly title: string, readonly other: string, readonly slower: boolean, readonly target?: Target }} Column */

const READS = ["kvm_stats_read", "stats_file_read"];
const PLACES = ["Node", "Chromium"];

/** memcpy is a floor. A bare `set` knows no rules of a read, but it is what a read must beat. @type {readonly Column[]} */
const COLUMNS = [
  { title: "slower than native C", other: "native C", slower: true, target: "native" },
  { title: "faster than the kernel's pread", other: "kernel", slower: false, target: "kernel" },
  { title: "faster than JavaScript", other: "JavaScript", slower: false, target: "script" },
  { title: "bare `memcpy`: slower", other: "memcpy", slower: true },
  { title: "bare `set`: faster", other: "JavaScript set", slower: false, target: "set" },
];

/** At most so much slower than native C, at least so much faster than the others. @type {Map<number, Readonly<Partial<Record<Target, number>>>>} */
const TARGETS = new Map([
  [24, { native: 3.5, kernel: 12, script: 1 }],
  [1104, { native: 2.5, kernel: 8, script: 2, set: 2 }],
  [4056, { native: 2, kernel: 4, script: 1 }],
]);

/**
 * Rows of the table and a sentence for each missed target. What was not measured is a dash and misses nothing.
 * @param {Timings} timings
 * @returns {{ readonly rows: readonly string[], readonly missed: readonly string[] }}
 */
export function report(timings) {
  const rows = [line(["read", "bytes", "in", "ns", ...COLUMNS.map(({ title }) => title)])];
  rows.push(line(["---", "--:", "---", "--:", ...COLUMNS.map(() => "--:")]));
  /** @type {string[]} */
  const missed = [];
  for (const [size, targets] of TARGETS) {
    for (const place of PLACES) {
      for (const read of READS) {
        const own = find(timings, place, read, size);
        if (own === undefined) continue;
        const cells = COLUMNS.map(({ title, other, slower, target }) => {
          const theirs = find(timings, place, other, size) ?? find(timings, "native", other, size);
          if (theirs === undefined) return "–";
          const ratio = slower ? own / theirs : theirs / own;
          const limit = target && targets[target];
          if (limit !== undefined && (slower ? ratio > limit : ratio < limit)) {
            missed.push(`${read} of ${size} bytes in ${place}: ${ratio.toFixed(2)}× ${title}, target ${limit}×`);
          }
          return `${ratio.toFixed(ratio < 10 ? 2 : 1)}× (${theirs.toFixed(1)})`;
        });
        rows.push(line([`\`${read}\``, String(size), place, own.toFixed(1), ...cells]));
      }
    }
  }
  return { rows, missed };
}

/**
 * @param {Timings} timings
 * @param {string} place
 * @param {string} name
 * @param {number} size
 */
function find(timings, place, name, size) {
  return timings.get(place)?.find((timing) => timing.name === name && timing.size === size)?.ns;
}

/** @param {readonly string[]} cells */
function line(cells) {
  return `| ${cells.join(" | ")} |`;
}
