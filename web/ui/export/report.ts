// The current view as a report: everything it has is drawn first, also what lies below the screen.

import { showEverything } from "../../chart/on-screen.ts";
import type { Report } from "./report-html.ts";
import { reportParts } from "./report-parts.ts";

/** Longest wait for charts below the screen, ms. */
const PATIENCE = 15_000;

/** The main region of the page, with these facts over it. */
export async function makeReport(title: string, facts: Report["facts"], signal: AbortSignal): Promise<Report> {
  const hideAgain = showEverything();
  try {
    await drawn(signal);
    const main = document.querySelector<HTMLElement>("main");
    return { title, facts, parts: main === null ? [] : reportParts(main) };
  } finally {
    hideAgain();
  }
}

/** Until nothing is asked any more and every chart had its frame: one is drawn per frame. */
async function drawn(signal: AbortSignal): Promise<void> {
  const until = performance.now() + PATIENCE;
  const charts = document.querySelectorAll("main canvas").length;
  for (let calm = 0; calm < charts + 4 && performance.now() < until; ) {
    signal.throwIfAborted();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    calm = document.documentElement.dataset["state"] === "idle" ? calm + 1 : 0;
  }
}
