// Finding a moment and measuring it: the strip over all of the recording, back and forward, markers, clocks, numbers.

import { roundOf, type SeriesSource, timedSeries, valuesOf } from "./support/dumps.ts";
import { timeHeadOf } from "./support/time-head.ts";
import { expect, test } from "./test.ts";

const ALL = /^All 0\.0+\s*s – 4\.750*\s*s \(4\.75\s*s\)$/;

test.use({ timezoneId: "Europe/Berlin" });

test.beforeEach(async ({ viewer }) => {
  await viewer.open(timedSeries(["vm", "vcpu0", "vcpu1"]));
  await expect(viewer.range).toHaveText(ALL);
});

test("the overview strip shows where the view lies; its ends, its middle and the rest of it move the view", async ({
  viewer,
}) => {
  const { page } = viewer;
  const head = timeHeadOf(page);
  await expect(head.overview).toHaveAccessibleName("Overview: exits, sum of 2 vCPUs");
  await head.drag(0.4, 0.8);
  await expect(viewer.range).toHaveText(/^Shown 1\.[89]\d*\s*s – 3\.[78]\d*\s*s/);
  // by its middle to the end, where it stops
  await head.drag(0.6, 0.95);
  await expect(viewer.range).toHaveText(/^Shown 2\.8\d*\s*s – 4\.750*\s*s/);
  await head.start.focus();
  await page.keyboard.press("Home");
  await expect(viewer.range).toHaveText(ALL);
  await head.end.focus();
  for (const key of ["PageDown", "PageDown", "ArrowLeft"]) await page.keyboard.press(key);
  await expect(viewer.range).toHaveText(/^Shown 0\.0+\s*s – 3\.75/);
  await expect(head.end).toHaveAttribute("aria-valuetext", /^3\.75/);
  await head.doubleClick(0.5);
  await expect(viewer.range).toHaveText(ALL);
});

test("back and forward go through what was shown, a gesture at a time", async ({ viewer }) => {
  const { page } = viewer;
  const head = timeHeadOf(page);
  await expect(head.back).toBeDisabled();
  await head.drag(0.2, 0.6);
  await expect(head.back).toBeEnabled();
  const first = await viewer.range.textContent();
  await viewer.chart("exits").plot.focus();
  await page.keyboard.press("+");
  await page.keyboard.press("d");
  await expect(viewer.range).not.toHaveText(first ?? "");
  await page.keyboard.press("[");
  await expect(viewer.range).toHaveText(first ?? "");
  await head.back.click();
  await expect(viewer.range).toHaveText(ALL);
  await page.keyboard.press("]");
  await expect(viewer.range).toHaveText(first ?? "");
  await expect(head.forward).toBeEnabled();
});

test("between markers A and B every chart says how much it grew and how fast, digit for digit", async ({ viewer }) => {
  const { page } = viewer;
  const head = timeHeadOf(page);
  await viewer.slider.fill("1");
  await page.keyboard.press("m");
  await viewer.slider.fill("3");
  await page.keyboard.press("Shift+M");
  await expect(head.marker("A")).toHaveAttribute("aria-valuetext", /^1\.00/);
  await expect(page.getByText("Δt 2\u00a0s", { exact: true })).toBeVisible();
  await expect(head.deltas("exits").first()).toHaveText(`vcpu-0 ${grown("vcpu0", 4, 12)}`);
  await expect(head.deltas("exits").last()).toHaveText(`vcpu-1 ${grown("vcpu1", 4, 12)}`);
  // a sample on by key, a sample nearer to the end: what is measured follows
  await head.marker("A").focus();
  await page.keyboard.press("ArrowRight");
  await expect(head.marker("A")).toHaveAttribute("aria-valuetext", /^1\.25/);
  await expect(head.deltas("exits").first()).toHaveText(`vcpu-0 ${grown("vcpu0", 5, 12)}`);

  const plot = await viewer.chart("exits").plot.locator('[data-part="plot"]').boundingBox();
  const flag = await viewer.chart("exits").plot.locator('[data-part="marker-b"]').boundingBox();
  if (plot === null || flag === null) throw new Error("Cannot drag marker B: it is not shown");
  await page.mouse.move(flag.x, plot.y + 6);
  await page.mouse.down();
  await page.mouse.move(plot.x + plot.width * 0.99, plot.y + 30, { steps: 4 });
  await page.mouse.up();
  await expect(head.marker("B")).toHaveAttribute("aria-valuetext", /^4\.7/);
  await expect(viewer.range).toHaveText(ALL);
  await expect(head.deltas("exits").first()).toHaveText(`vcpu-0 ${grown("vcpu0", 5, 18)}`);
  await expect.poll(() => page.url()).toContain("marker");

  await page.getByRole("button", { name: "Clear markers A and B" }).click();
  await expect(head.deltas("exits")).toHaveCount(0);
  await expect(head.marker("A")).toHaveCount(0);
});

test("times are written since the start, in UTC or as the viewer's clock shows them, everywhere", async ({
  viewer,
}) => {
  const { page } = viewer;
  const clock = viewer.playback.getByRole("combobox", { name: "Time axis" });
  const axis = viewer.chart("exits").plot.locator("svg");
  await viewer.slider.fill("1.5");
  await clock.selectOption("UTC clock");
  await expect(viewer.cursorTime).toHaveText("at 10:00:01.500 UTC");
  await expect(viewer.range).toHaveText("All 10:00:00.000 UTC – 10:00:04.750 UTC (4.75\u00a0s)");
  await expect(axis).toContainText("10:00:02");
  await clock.selectOption("local clock");
  await expect(viewer.cursorTime).toHaveText("at 11:00:01.500 +01:00");
  await expect(viewer.slider).toHaveAttribute("aria-valuetext", /^11:00:01\.500 \+01:00 of 11:00:04\.750 \+01:00/);
  await expect(axis).toContainText("11:00:02");
  await expect.poll(() => page.url()).toContain("local");
});

test("a chart gives its numbers without the picture: spoken, as statistics of the view, as a table", async ({
  viewer,
}) => {
  const { page } = viewer;
  const head = timeHeadOf(page);
  const { panel, plot } = viewer.chart("exits");
  await viewer.slider.fill("1");
  await expect(viewer.slider).toHaveAttribute("aria-valuetext", /^1\.00\s*s of 4\.75\s*s: exits vcpu-0 .*vcpu-1 /);
  await plot.focus();
  await page.keyboard.press("ArrowRight");
  await expect(head.spoken).toHaveText(/1\.25\d*\s*s: vcpu-0 .*\/s, vcpu-1 .*\/s/);
  await page.keyboard.press("Shift+ArrowRight");
  await expect(head.spoken).toHaveText(/Selected 1\.250*\s*s to 1\.50*\s*s/);
  await page.keyboard.press("Escape");

  await panel.getByRole("button", { name: "Show statistics of exits" }).click();
  const statistics = panel.getByRole("table", { name: "Visible time of exits" });
  const total = statistics
    .getByRole("row", { name: /^vcpu-0/ })
    .getByRole("cell")
    .last();
  await expect(total).toHaveText(grown("vcpu0", 0, 19).replace(/^\+| .*$/g, ""));

  await panel.getByRole("button", { name: "Show exits as a table" }).click();
  const table = panel.getByRole("table", { name: /^exits in view, count\/s/ });
  // every sample but the first has a rate: its growth in 250 ms, with all digits
  const rates = await table.evaluate((all) =>
    [...all.querySelectorAll("tr")]
      .slice(1)
      .map((row) => [row.querySelector("th")?.textContent ?? "", row.querySelector("td")?.textContent ?? ""]),
  );
  expect(rates.slice(-19).map(([, rate]) => Number(rate))).toEqual(
    Array.from({ length: 19 }, (_, round) => (exits("vcpu0", round + 1) - exits("vcpu0", round)) * 4),
  );
});

function exits(source: SeriesSource, round: number): number {
  return Number(valuesOf(roundOf(source, round)).get("exits")?.[0] ?? 0n);
}

/** "+2.02 k 1.01 k/s": between two rounds, as the page writes it. */
function grown(source: SeriesSource, from: number, to: number): string {
  const growth = exits(source, to) - exits(source, from);
  return `+${short(growth, "\u00a0k", "")} ${short(growth / ((to - from) / 4), "\u00a0k/s", "/s")}`;
}

/** 3 significant digits. */
function short(value: number, thousands: string, ones: string): string {
  const rounded = Number(value.toPrecision(3));
  return rounded >= 1000 ? `${Number((rounded / 1000).toPrecision(3))}${thousands}` : `${rounded}${ones}`;
}
