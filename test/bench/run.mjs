// @ts-check
// npm run bench: the read path in Node and in Chromium against native C, memcpy, JavaScript and the kernel's pread. Prints a
// markdown table of least times; exits 1 when a target is missed. Only ratios within one run mean something.

import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { startChromium, startNative, startNode } from "./places.mjs";

/** @import { Layout, Timing } from "./variants.mjs" */

const SLICES = { sliceMs: 0.8, rotations: 10 };
const ROUNDS = 40;
const DUMP = new URL("../fixtures/pread-truth/vcpu-0.bin", import.meta.url);
const READS = ["kvm_stats_read", "stats_file_read"];

/** Times slower than native C at most; times faster than the kernel and than JavaScript at least. */
const TARGETS = new Map([
  [24, { native: 3.5, kernel: 12, script: 1 }],
  [1104, { native: 2.5, kernel: 8, script: 2 }],
  [4056, { native: 2, kernel: 4, script: 1 }],
]);

/** layout.ts is plain JavaScript but for its name, which Node 20 does not import. @returns {Promise<Layout>} */
async function readLayout() {
  const source = readFileSync(new URL("../../assembly/layout.ts", import.meta.url), "utf8");
  return { ...(await import(`data:text/javascript,${encodeURIComponent(source)}`)) };
}

/** @returns {Promise<Map<string, readonly Timing[]>>} by place */
async function measure() {
  const wasm = new Uint8Array(readFileSync(new URL("../../build/kvm.wasm", import.meta.url)));
  const input = { wasm, dump: readFileSync(DUMP), layout: await readLayout(), dumpPath: fileURLToPath(DUMP) };
  const started = [startNative(input, SLICES), startNode(input, SLICES), await startChromium(input, SLICES)];
  const places = started.filter((place) => place !== undefined);
  for (let round = 0; round < ROUNDS; round++) for (const place of places) await place.round();
  const timings = new Map();
  for (const place of places) timings.set(place.name, await place.finish());
  return timings;
}

/**
 * The table and the targets that were missed.
 * @param {Map<string, readonly Timing[]>} timings
 */
function report(timings) {
  const ns = (/** @type {string} */ place, /** @type {string} */ name, /** @type {number} */ size) =>
    timings.get(place)?.find((timing) => timing.name === name && timing.size === size)?.ns;
  const rows = [
    "| read | where | ns | native C | memcpy | kernel pread | JavaScript `set` |",
    "|---|---|--:|--:|--:|--:|--:|",
  ];
  /** @type {string[]} */
  const missed = [];
  for (const [size, target] of TARGETS) {
    const native = ns("native", "native C", size);
    const memcpy = ns("native", "memcpy", size);
    const kernel = ns("native", "kernel", size);
    rows.push(`| ${size} B | native | | ${shown(native)} ns | ${shown(memcpy)} ns | ${shown(kernel)} ns | |`);
    for (const place of ["Node", "Chromium"]) {
      const script = ns(place, "JavaScript set", size);
      for (const name of READS) {
        const own = ns(place, name, size);
        if (own === undefined) continue;
        const slower = native && own / native;
        const faster = kernel && kernel / own;
        const fasterThanScript = script && script / own;
        rows.push(
          `| ${size} B, \`${name}\` | ${place} | ${shown(own)} | ${times(slower)} slower | ${times(memcpy && own / memcpy)} slower | ${times(faster)} faster | ${times(fasterThanScript)} faster |`,
        );
        const what = `${name} of ${size} bytes in ${place}`;
        if (slower && slower > target.native)
          missed.push(`${what}: ${times(slower)} native C, target <= ${target.native}`);
        if (faster && faster < target.kernel)
          missed.push(`${what}: ${times(faster)} the kernel, target >= ${target.kernel}`);
        if (fasterThanScript && fasterThanScript < target.script)
          missed.push(`${what}: ${times(fasterThanScript)} JavaScript, target >= ${target.script}`);
      }
    }
  }
  return { rows, missed };
}

/** @param {number | undefined} ns */
function shown(ns) {
  return ns === undefined ? "–" : ns.toFixed(1);
}

/** @param {number | undefined} ratio */
function times(ratio) {
  return ratio === undefined ? "–" : `${ratio.toFixed(ratio < 10 ? 2 : 1)}×`;
}

const timings = await measure();
const { rows, missed } = report(timings);
const notes = [
  `${cpus()[0]?.model ?? "unknown CPU"}, Node ${process.versions.node}: least of ${ROUNDS * SLICES.rotations} slices of ${SLICES.sliceMs} ms`,
];
if (!timings.has("native")) notes.push("gcc is not installed: native C, memcpy and the kernel were not measured");
else if (!timings.get("native")?.some(({ name }) => name === "kernel"))
  notes.push("/dev/kvm does not open or its dumps have another length: the kernel was not measured");
if (!timings.has("Chromium")) notes.push("no browser is installed: Chromium was not measured");
process.stdout.write(`${[...rows, "", ...notes, ...missed.map((line) => `MISSED ${line}`)].join("\n")}\n`);
process.exitCode = missed.length > 0 ? 1 : 0;
