import { compareOf } from "./support/differences.ts";
import { digits, ROUNDS, roundOf, timedSeries } from "./support/dumps.ts";
import { expect, test } from "./test.ts";

test("the two vCPUs of a guest: one halts 460 times a second, the other sleeps, and the list says so", {
  tag: "@long",
}, async ({ viewer }) => {
  const { page } = viewer;
  const compare = compareOf(page);
  await viewer.open(timedSeries(["vm", "vcpu0", "vcpu1"]));
  await compare.tab.click();
  await expect(compare.side("A").source).toHaveText(/vcpu-0/);
  await expect(compare.summary).toBeVisible();
  await viewer.waitUntilIdle();
  await compare.search.fill("halt_exits");
  await expect(compare.table.locator("tbody tr")).toHaveCount(1);
  // the same number from the first and the last dump
  const [first, last] = [0, ROUNDS - 1].map((round) =>
    Number(digits(roundOf("vcpu0", round), "halt_exits").replaceAll("\u2009", "")),
  );
  const rate = Math.round(((last ?? 0) - (first ?? 0)) / ((ROUNDS - 1) * 0.25));
  const [row] = await compare.rows();
  expect(row).toEqual([
    "halt_exits",
    `${rate}/s`,
    "0/s",
    `\u2212${rate}/s`,
    "to 0",
    expect.stringMatching(/^at least ÷.\d{2,}/),
  ]);

  // both lines in one chart, then in two with the same axes
  await compare.chart("halt_exits");
  await expect(compare.plots).toHaveCount(1);
  await expect(compare.plots).toHaveAccessibleName("halt_exits, A and B");
  await expect(page.getByRole("row", { name: /^A / }).first()).toBeAttached();
  await compare.layout.selectOption("side by side");
  await expect(compare.plots).toHaveCount(2);

  await compare.swap.click();
  await expect(compare.legend).toHaveText([/A vcpu-1/, /B vcpu-0/]);
  await expect(compare.table.locator("tbody tr td").nth(3)).toHaveText("from 0");
  await compare.clear.click();
  await expect(compare.legend).toHaveText([/A vcpu-0/, /B vcpu-1/]);
});

test("two recordings, laid over each other at their starts or at the time of day", { tag: "@long" }, async ({
  viewer,
}) => {
  const { page } = viewer;
  const compare = compareOf(page);
  const all = timedSeries(["vcpu0"]);
  const before = all.slice(0, 10).map((file) => ({ ...file, path: `before-${file.path}` }));
  const after = all.slice(10).map((file) => ({ ...file, path: `after-${file.path}` }));
  await viewer.open(before);
  await viewer.open(after);
  await compare.tab.click();
  await expect(compare.side("A").recording).toBeVisible();
  await expect(compare.legend).toHaveText([/^A 10 files/, /^B 10 files/]);
  await expect(compare.summary).toBeVisible();
  await compare.chart("exits");
  // both last 2.25 s; on the common time they lie 2.5 s apart
  const tip = compare.plots.locator('[data-part="tip"]');
  await expect(compare.axis.locator("option:checked")).toHaveText("from each start");
  await compare.plots.hover();
  await expect(tip).toHaveText(/^1\.\d+.s/);
  await compare.axis.selectOption("common time");
  await compare.axis.hover();
  await compare.plots.hover();
  await expect(tip).toHaveText(/^10:00:02\.\d+ UTC/);
});

test.describe("the bundled recording", () => {
  test.use({ sample: "bundled" });

  test("against itself: two stretches of one vCPU, by typing and by selecting, and where their sleeps differ @long", async ({
    viewer,
  }) => {
    const { page } = viewer;
    const compare = compareOf(page);
    await viewer.chart("exits").drag(20.5 / 330.2, 30 / 330.2);
    await compare.tab.click();
    await compare.side("B").capture.click();
    await expect(compare.side("B").time.locator("option:checked")).toHaveText("from … to");
    await compare.side("B").source.selectOption("vcpu-1");
    await compare.side("A").source.selectOption("vcpu-1");
    await compare.side("A").range("100", "200");
    await expect(compare.legend).toHaveText([/^A vcpu-1 · 1:40\.\d+ – 3:20/, /^B vcpu-1 · 20\.\d+.s – (29|30)\.\d+.s/]);
    await viewer.waitUntilIdle();
    await compare.chart("halt_wait_hist");
    await expect(compare.plots).toHaveAccessibleName("Difference of halt_wait_hist, B minus A");
    await compare.plots.hover({ position: { x: 120, y: 80 } });
    await expect(compare.plots.locator('[data-part="tip"]')).toContainText(/more of its samples|only in|neither/);
    await expect(page.getByRole("figure", { name: "Distribution of halt_wait_hist, A and B" })).toBeVisible();
    await compare.layout.selectOption("side by side");
    await expect(compare.plots).toHaveCount(2);
    // what was chosen stays with the recording
    await page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: "Charts" }).click();
    await compare.tab.click();
    await expect(compare.plots).toHaveCount(2);
  });
});
