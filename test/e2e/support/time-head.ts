// What stands over the views: overview strip, history, markers.

import type { Locator, Page } from "@playwright/test";
import { doubleClickAt } from "./firefox.ts";

export interface TimeHead {
  /** Ends of the window in the overview strip. */
  readonly start: Locator;
  readonly end: Locator;
  readonly back: Locator;
  readonly forward: Locator;
  readonly overview: Locator;
  /** Shares of the strip from its left edge. */
  drag(from: number, to: number): Promise<void>;
  doubleClick(share: number): Promise<void>;
  marker(letter: "A" | "B"): Locator;
  /** What a chart says about the time between the markers, one per source. */
  deltas(chart: string): Locator;
  /** What screen readers are told. */
  readonly spoken: Locator;
}

export function timeHeadOf(page: Page): TimeHead {
  const head = page.getByRole("region", { name: "Time", exact: true });
  const overview = head.getByRole("region", { name: /^Overview/ });
  async function place(share: number): Promise<{ readonly x: number; readonly y: number }> {
    const box = await overview.boundingBox();
    if (box === null) throw new Error("Cannot point at the overview: it is not shown");
    return { x: box.x + box.width * share, y: box.y + box.height / 2 };
  }
  return {
    overview,
    start: overview.getByRole("slider", { name: "Start of the view" }),
    end: overview.getByRole("slider", { name: "End of the view" }),
    back: head.getByRole("button", { name: "Back to the view before" }),
    forward: head.getByRole("button", { name: "Forward to the view after" }),
    spoken: head.getByRole("status"),
    marker: (letter) => head.getByRole("slider", { name: `Marker ${letter}` }),
    deltas: (chart) => page.getByRole("list", { name: `${chart} between the markers` }).getByRole("listitem"),
    async drag(from, to) {
      const [start, end] = [await place(from), await place(to)];
      await page.mouse.move(start.x, start.y);
      await page.mouse.down();
      await page.mouse.move((start.x + end.x) / 2, start.y, { steps: 3 });
      await page.mouse.move(end.x, end.y, { steps: 3 });
      await page.mouse.up();
    },
    async doubleClick(share) {
      const { x, y } = await place(share);
      await doubleClickAt(page, x, y);
    },
  };
}
