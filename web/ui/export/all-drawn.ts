// Everything of a view drawn, also what lies below the screen: for reports and paper.

import { showEverything } from "../../chart/on-screen.ts";

/** Longest wait for charts below the screen, ms. */
const PATIENCE = 15_000;

/** Draws everything; what comes back lets the page draw only what is on the screen again. Rejects when aborted. */
export async function allDrawn(signal?: AbortSignal): Promise<() => void> {
  const hideAgain = showEverything();
  try {
    await drawn(signal);
    return hideAgain;
  } catch (reason) {
    hideAgain();
    throw reason;
  }
}

/** Until nothing is asked any more and every chart had its frame: one is drawn per frame. */
async function drawn(signal: AbortSignal | undefined): Promise<void> {
  const until = performance.now() + PATIENCE;
  const charts = document.querySelectorAll("main canvas").length;
  for (let calm = 0; calm < charts + 4 && performance.now() < until; ) {
    signal?.throwIfAborted();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    calm = document.documentElement.dataset["state"] === "idle" ? calm + 1 : 0;
  }
}
