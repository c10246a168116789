// What is written for screen readers only covers nothing of what others see. Firefox showed captions of hidden tables.

import { timedSeries } from "./support/dumps.ts";
import { expect, test } from "./test.ts";

test("the caption of the table behind a chart is there, and not on the screen", async ({ viewer }) => {
  await viewer.open(timedSeries(["vcpu0"]));
  const caption = viewer.page.locator("caption", { hasText: "exits: what is visible, as a table" }).first();
  await caption.scrollIntoViewIfNeeded();
  const seen = await caption.evaluate((element) => {
    const { x, y } = element.getBoundingClientRect();
    return document.elementFromPoint(x + 4, y + 6) === element;
  });
  expect(seen).toBe(false);
});
