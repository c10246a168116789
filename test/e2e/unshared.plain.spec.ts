// A server without the headers for shared memory: one worker, the same numbers, and the page says why.

import { seriesStory } from "./support/series-story.ts";
import { expect, test } from "./test.ts";

seriesStory("one worker (why?)");

test("a quiet chip says that there is one worker, and why", async ({ viewer }) => {
  const { page } = viewer;
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  const chip = page.getByRole("button", { name: "one worker (why?)" });
  await chip.click();
  await expect(page.getByRole("note")).toContainText("Cross-Origin-Opener-Policy");
  await expect(page.getByRole("note")).toContainText("the results are the same");
});
