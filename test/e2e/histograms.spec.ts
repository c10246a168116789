// Histograms: over time, as a distribution, as a table, as percentiles.

import { roundOf, timedSeries, valuesOf } from "./support/dumps.ts";
import { allowClipboard } from "./support/firefox.ts";
import { cellsOf, histogramOf } from "./support/histogram.ts";
import { expect, test } from "./test.ts";

const NAME = "halt_wait_hist";

/** What each bucket of vCPU 0 grew by between two rounds. */
function growth(from: number, to: number): readonly bigint[] {
  const [before, after] = [from, to].map((round) => valuesOf(roundOf("vcpu0", round)).get(NAME) ?? []);
  return (after ?? []).map((count, bucket) => count - (before?.[bucket] ?? 0n));
}

test.beforeEach(async ({ viewer }) => {
  await viewer.open(timedSeries(["vm", "vcpu0", "vcpu1"]));
  // what is far from the screen is not asked for
  await viewer.chart(NAME).plot.scrollIntoViewIfNeeded();
});

test("the table of a distribution has every bucket's exact count and its share of all, and can be copied", {
  tag: "@long",
}, async ({ viewer, context }) => {
  await allowClipboard(context);
  const histogram = histogramOf(viewer, NAME);
  await expect(histogram.bars).toBeVisible();
  await histogram.shape("Table").click();

  // a round belongs to the time before it: all 20 but the first one's own counts
  const counts = growth(0, 19);
  const total = counts.reduce((sum, count) => sum + count, 0n);
  const first = counts.findIndex((count) => count > 0n);
  const last = counts.findLastIndex((count) => count > 0n);
  await expect(histogram.buckets.locator("tbody tr")).toHaveCount(last - first + 1);
  let upTo = 0n;
  const expected = counts.slice(first, last + 1).map((count) => {
    upTo += count;
    return [String(count), percent(count, total), percent(upTo, total)];
  });
  const rows = await cellsOf(histogram.buckets);
  expect(rows.map((cells) => cells.slice(2))).toEqual(expected);
  expect(rows.at(-1)?.at(-1)).toBe("100.000 %");

  await histogram.panel.getByRole("button", { name: "Copy table" }).click();
  const copied = await viewer.page.evaluate(() => navigator.clipboard.readText());
  expect(copied.split("\n").map((line) => line.split("\t"))).toEqual([
    ["Bucket", "Exact edges (ns)", "Count", "%", "Cumulative %"],
    ...rows,
  ]);
});

test("percentiles of each vCPU and of all on an axis of nines, told by arrow keys", async ({ viewer }) => {
  const histogram = histogramOf(viewer, NAME);
  await histogram.shape("Percentiles").click();
  const table = histogram.panel.getByRole("table", { name: `Percentiles of ${NAME}` });
  const rows = await cellsOf(table);
  expect(rows.map(([source]) => source)).toEqual(["vcpu-0", "vcpu-1", "Sum of 2"]);
  const counts = growth(0, 19);
  const total = counts.reduce((sum, count) => sum + count, 0n);
  expect(rows[0]?.[1]).toBe(String(total));
  // the bucket in which the count reaches ceil(q * N), said by its upper edge
  const bucketOf = (q: number) => {
    let sum = 0;
    return counts.findIndex((count) => {
      sum += Number(count);
      return sum >= Math.ceil(q * Number(total));
    });
  };
  const upperMs = (q: number) => 2 ** bucketOf(q) / 1e6;
  for (const [index, q] of [0.5, 0.9, 0.99].entries())
    expect(Number(/^< ([\d.]+) ms$/.exec(rows[0]?.[2 + index] ?? "")?.[1])).toBeCloseTo(upperMs(q), 1);

  const slider = histogram.panel.getByRole("slider", { name: `Percentiles of ${NAME}` });
  await slider.focus();
  await viewer.page.keyboard.press("Home");
  for (let step = 0; step < 3; step++) await viewer.page.keyboard.press("ArrowRight");
  await expect(slider).toHaveAttribute(
    "aria-valuetext",
    new RegExp(`^p99: vcpu-0 ${rows[0]?.[4]?.replaceAll(" ", "\\s")},`),
  );
  await viewer.page.keyboard.press("End");
  await expect(slider).toHaveAttribute("aria-valuetext", /^max: /);
});

test("a heatmap by share of each column, with other percentiles, and a level with exactly what lies above it", async ({
  viewer,
}) => {
  const { panel } = histogramOf(viewer, NAME);
  const chart = viewer.chart(NAME);
  await expect(panel.getByText("samples per cell (log)")).toBeVisible();
  await panel.getByRole("combobox", { name: `Colour of ${NAME}` }).selectOption("share of column");
  await expect(panel.getByText("of its column (log)")).toBeVisible();
  await panel.getByRole("checkbox", { name: "p99.9" }).check();
  await panel.getByRole("checkbox", { name: "p50" }).uncheck();
  await chart.point(0.5);
  await expect(chart.tip).toContainText("p99.9");
  await expect(chart.tip).not.toContainText("p50");
  // the bucket under the pointer: its range, its share of the column, its exact edges
  await expect(chart.tip).toContainText(/\[.*\)\sns/);

  await panel.getByRole("combobox", { name: `Level in ${NAME}` }).selectOption("1.05\u00a0ms");
  const counts = growth(0, 19);
  const total = counts.reduce((sum, count) => sum + count, 0n);
  const above = counts.slice(21).reduce((sum, count) => sum + count, 0n);
  await expect(panel.getByRole("status").filter({ hasText: "at or above" })).toHaveText(
    `${percent(above, total)} of ${total.toLocaleString("en-US")} samples at or above`,
  );
});

function percent(part: bigint, whole: bigint): string {
  return `${((Number(part) / Number(whole)) * 100).toFixed(3)} %`;
}
