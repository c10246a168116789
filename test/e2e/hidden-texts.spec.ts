// What is written for screen readers only covers nothing of what others see. Firefox showed captions of hidden tables.

import { timedSeries } from "./support/dumps.ts";
import { expect, test } from "./test.ts";

test("the captions of the tables behind the charts are there, and not on the screen", async ({ viewer }) => {
  await viewer.open(timedSeries(["vcpu0"]));
  for (const name of ["exits: what is visible, as a table", "Distribution of halt_wait_hist, as a table"]) {
    const caption = viewer.page.locator("caption", { hasText: name }).first();
    await caption.scrollIntoViewIfNeeded();
    const seen = await caption.evaluate((element) => {
      const { x, y } = element.getBoundingClientRect();
      return document.elementFromPoint(x + 4, y + 6) === element;
    });
    expect(seen).toBe(false);
  }
});
