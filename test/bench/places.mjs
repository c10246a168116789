// @ts-check
// Where reads are measured: native code, Node, Chromium. Each is started, asked for rounds in turns, then for its timings.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { chromium } from "playwright";
import { findBrowser } from "../../scripts/browser.mjs";
import { createPageServer, listenOnLoopback } from "../../scripts/page-server.mjs";

/** @import { Layout, Timing } from "./variants.mjs" */
/** @typedef {{ readonly name: string, readonly round: () => Promise<void>, readonly finish: () => Promise<readonly Timing[]> }} Place */
/** @typedef {{ readonly wasm: Uint8Array<ArrayBuffer>, readonly dump: Uint8Array, readonly layout: Layout, readonly dumpPath: string }} Input */
/** @typedef {{ readonly sliceMs: number, readonly rotations: number }} Slices */

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

/**
 * Native C, compiled here and now; undefined without gcc.
 * @param {Input} input
 * @param {Slices} slices
 * @returns {Place | undefined}
 */
export function startNative({ dumpPath }, { sliceMs, rotations }) {
  const folder = mkdtempSync(join(tmpdir(), "kvmscope-bench-"));
  const program = join(folder, "native");
  const { error, status, stderr } = spawnSync("gcc", ["-O3", "-o", program, join(FOLDER, "native.c")], {
    encoding: "utf8",
  });
  if (error !== undefined) {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  if (status !== 0) throw new Error(`Cannot compile native.c: ${stderr}`);
  const child = spawn(program, [dumpPath, String(sliceMs * 1e6), String(rotations)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { value, done } = await lines.next();
    return done ? undefined : /** @type {string} */ (value);
  };
  return {
    name: "native",
    async round() {
      child.stdin.write("\n");
      if ((await nextLine()) !== "done") throw new Error("Cannot measure native code: it ended early");
    },
    async finish() {
      child.stdin.end();
      const timings = [];
      for (let line = await nextLine(); line !== undefined; line = await nextLine()) {
        const [name = "", size, ns] = line.split("\t");
        timings.push({ name, size: Number(size), ns: Number(ns) });
      }
      rmSync(folder, { recursive: true });
      return timings;
    },
  };
}

/**
 * Node, in a thread of its own.
 * @param {Input} input
 * @param {Slices} slices
 * @returns {Place}
 */
export function startNode(input, slices) {
  const worker = new Worker(new URL("node-worker.mjs", import.meta.url), { workerData: { input, slices } });
  const ask = async (/** @type {"round" | "timings"} */ wanted) => {
    worker.postMessage(wanted);
    const [timings] = await once(worker, "message");
    return /** @type {readonly Timing[]} */ (timings);
  };
  return {
    name: "Node",
    round: async () => {
      await ask("round");
    },
    async finish() {
      const timings = await ask("timings");
      await worker.terminate();
      return timings;
    },
  };
}

/**
 * Chromium on a cross-origin isolated page, as users run it; undefined when none is installed.
 * @param {Input} input
 * @param {Slices} slices
 * @returns {Promise<Place | undefined>}
 */
export async function startChromium({ wasm, dump, layout }, slices) {
  const executablePath = findBrowser();
  if (executablePath === undefined) return undefined;
  const server = createPageServer({ root: FOLDER });
  const port = await listenOnLoopback(server, { port: 0 });
  const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
  const page = await browser.newPage();
  // The document is the module's own text: a page of that origin, with its headers, that runs nothing by itself.
  await page.goto(`http://127.0.0.1:${port}/variants.mjs`);
  const meter = await page.evaluateHandle(
    async ({ wasm, dump, layout, slices }) => {
      if (!crossOriginIsolated) throw new Error("Cannot measure in Chromium: the page is not isolated");
      const { createMeter, createVariants } = await import(location.href);
      const bytes = { wasm: Uint8Array.from(wasm), dump: Uint8Array.from(dump) };
      return /** @type {ReturnType<typeof import("./variants.mjs").createMeter>} */ (
        createMeter(createVariants({ ...bytes, layout }), slices)
      );
    },
    { wasm: [...wasm], dump: [...dump], layout, slices },
  );
  return {
    name: "Chromium",
    round: () => meter.evaluate((meter) => meter.round()),
    async finish() {
      const timings = await meter.evaluate((meter) => meter.timings());
      await browser.close();
      server.close();
      return timings;
    },
  };
}
