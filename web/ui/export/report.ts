// The current view as a report: everything it has is drawn first, also what lies below the screen.

import { allDrawn } from "./all-drawn.ts";
import type { Report } from "./report-html.ts";
import { reportParts } from "./report-parts.ts";

/** The main region of the page, with these facts over it. */
export async function makeReport(title: string, facts: Report["facts"], signal: AbortSignal): Promise<Report> {
  const hideAgain = await allDrawn(signal);
  try {
    const main = document.querySelector<HTMLElement>("main");
    return { title, facts, parts: main === null ? [] : reportParts(main) };
  } finally {
    hideAgain();
  }
}
