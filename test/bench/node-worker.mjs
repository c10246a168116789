// @ts-check
// Node measures in a thread of its own, so that every run compiles its code anew, as a new page does.

import { parentPort, workerData } from "node:worker_threads";
import { createMeter, createVariants } from "./variants.mjs";

const meter = createMeter(createVariants(workerData.input), workerData.slices);

parentPort?.on("message", (/** @type {"round" | "timings"} */ wanted) => {
  if (wanted === "round") meter.round();
  parentPort?.postMessage(meter.timings());
});
