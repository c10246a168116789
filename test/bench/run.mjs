// @ts-check
// npm run bench: the read path in Node and in Chromium against the same read in native C and in JavaScript, the kernel's
// pread, and bare copies. Prints a markdown table of least times; exits 1 when a target is missed. Only ratios of one run
// mean something.

import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { startChromium, startNative, startNode } from "./places.mjs";
import { report } from "./table.mjs";

/** @import { Layout, Timing } from "./variants.mjs" */

const SLICES = { sliceMs: 0.8, rotations: 10 };
const ROUNDS = 12;
/** Starts of everything anew: where code lands in memory moves a call by some ns. */
const RUNS = 3;
const DUMP = new URL("../fixtures/pread-truth/vcpu-0.bin", import.meta.url);

/** layout.ts is plain JavaScript but for its name, which Node 20 does not import. @returns {Promise<Layout>} */
async function readLayout() {
  const source = readFileSync(new URL("../../assembly/layout.ts", import.meta.url), "utf8");
  return { ...(await import(`data:text/javascript,${encodeURIComponent(source)}`)) };
}

/** Least times of all runs, by place. @returns {Promise<Map<string, readonly Timing[]>>} */
async function measure() {
  const wasm = new Uint8Array(readFileSync(new URL("../../build/kvm.wasm", import.meta.url)));
  const input = { wasm, dump: readFileSync(DUMP), layout: await readLayout(), dumpPath: fileURLToPath(DUMP) };
  /** @type {Map<string, readonly Timing[]>} */
  const best = new Map();
  for (let run = 0; run < RUNS; run++) {
    const started = [startNative(input, SLICES), startNode(input, SLICES), await startChromium(input, SLICES)];
    const places = started.filter((place) => place !== undefined);
    for (let round = 0; round < ROUNDS; round++) for (const place of places) await place.round();
    for (const { name, finish } of places) best.set(name, lesser(await finish(), best.get(name)));
  }
  return best;
}

/**
 * The lesser time of each read, of one run and those before it.
 * @param {readonly Timing[]} run
 * @param {readonly Timing[] | undefined} before
 */
function lesser(run, before) {
  return run.map(({ name, size, ns }, index) => ({ name, size, ns: Math.min(ns, before?.[index]?.ns ?? ns) }));
}

const timings = await measure();
const { rows, missed } = report(timings);
const notes = [
  `${cpus()[0]?.model ?? "unknown CPU"}, Node ${process.versions.node}: least of ${RUNS * ROUNDS * SLICES.rotations} slices of ${SLICES.sliceMs} ms, in brackets the other's ns`,
];
if (!timings.has("native")) notes.push("gcc is not installed: native C, memcpy and the kernel were not measured");
else if (!timings.get("native")?.some(({ name }) => name === "kernel"))
  notes.push("/dev/kvm does not open or its dumps have another length: the kernel was not measured");
if (!timings.has("Chromium")) notes.push("no browser is installed: Chromium was not measured");
process.stdout.write(`${[...rows, "", ...notes, ...missed.map((line) => `MISSED ${line}`)].join("\n")}\n`);
process.exitCode = missed.length > 0 ? 1 : 0;
