// The first screen: statistics by meaning, the figures people ask for, and nothing left out silently.

import { fixture, twin } from "../support/fixtures.ts";
import { roundOf, timedSeries, valuesOf } from "./support/dumps.ts";
import { textsIn } from "./support/firefox.ts";
import { overviewOf } from "./support/overview.ts";
import { expect, test } from "./test.ts";

test.describe("the bundled recording", () => {
  test.use({ sample: "bundled" });

  test("how much the guest sleeps: the tile tells, its chart shows it, pinned and maximised", async ({ viewer }) => {
    const { page } = viewer;
    const overview = overviewOf(page);
    const tile = overview.tile("Time asleep");
    // what is not on the screen asks nothing
    await tile.scrollIntoViewIfNeeded();
    await expect(tile).toHaveText(/^Time asleep\d\d\.\d\s%\d\d\.\d\s% – \d\d\.\d\s%$/);
    await expect(tile).toHaveAttribute("title", /^Share of time that the vCPU slept/);
    await tile.click();
    const chart = viewer.chart("Time asleep");
    await expect(overview.namesIn("Halts and polling")).toContainText(["Time asleep"]);
    await expect(chart.plot).toBeInViewport();
    // the smallest and the largest of the tile are values of the chart's vCPUs
    const shares = (await tile.textContent())?.match(/\d\d\.\d\s%/g) ?? [];
    expect(shares).toHaveLength(3);
    for (const share of shares.slice(1)) await expect(chart.values.filter({ hasText: share }).first()).toBeVisible();

    await overview.tool("Pin", "Time asleep").click();
    await expect(overview.namesIn("Pinned")).toHaveText(["Time asleep"]);
    await expect(overview.namesIn("Halts and polling")).not.toContainText(["Time asleep"]);
    await expect(overview.tool("Unpin", "Time asleep")).toBeFocused();

    const before = (await chart.plot.boundingBox())?.height ?? 0;
    await chart.plot.focus();
    await page.keyboard.press("f");
    await expect(viewer.charts).toHaveCount(1);
    await expect.poll(async () => (await chart.plot.boundingBox())?.height ?? 0).toBeGreaterThan(2 * before);
    await page.keyboard.press("Escape");
    await expect(overview.namesIn("Pinned")).toHaveText(["Time asleep"]);
    expect(await viewer.charts.count()).toBeGreaterThan(5);
    await overview.tool("Unpin", "Time asleep").click();
    await expect(overview.section("Pinned")).toHaveCount(0);
  });
});

test("every statistic is in a section, charted or folded by what it did, as many as in the table", async ({
  viewer,
}) => {
  const { page } = viewer;
  await viewer.open(timedSeries(["vm", "vcpu0", "vcpu1"]));
  const overview = overviewOf(page);
  const group = "Page faults and MMU";
  await page.getByRole("combobox", { name: "Group shown" }).selectOption(group);
  const names = async () => new Set((await viewer.rows()).map((row) => row.name)).size;
  const moved = await names();
  await viewer.showAllStatistics();
  const all = await names();
  const count = async (words: string) => {
    const fold = overview.fold(words, group);
    return (await fold.count()) === 0 ? 0 : Number.parseInt((await fold.textContent()) ?? "", 10);
  };
  const charts = (await textsIn(overview.section(group), "h3")).filter((name) => /^[a-z0-9_]+$/.test(name)).length;
  expect((await count("moved")) + charts).toBe(moved);
  expect((await count("moved")) + (await count("never moved")) + (await count("all zero")) + charts).toBe(all);
  await expect(overview.section(group)).toContainText(`of ${all} statistics`);

  const zero = await count("all zero");
  await overview.fold("all zero", group).click();
  await overview.section(group).getByRole("button", { name: "Chart pf_guest", exact: true }).click();
  await expect(viewer.chart("pf_guest").plot).toBeInViewport();
  expect(await count("all zero")).toBe(zero - 1);

  // a section that is folded away comes back with the chart that is asked for
  const heading = overview.section(group).getByRole("button", { name: group, exact: true });
  await heading.click();
  await expect(heading).toHaveAttribute("aria-expanded", "false");
  await expect(overview.section(group).getByRole("application")).toHaveCount(0);
  const { button } = await viewer.statistic("pf_fixed", "vcpu-0");
  await button.click();
  await expect(viewer.chart("pf_fixed").plot).toBeInViewport();
});

test("charts change places by keyboard, the focus goes along", async ({ viewer }) => {
  const { page } = viewer;
  await viewer.open(timedSeries(["vm", "vcpu0", "vcpu1"]));
  const overview = overviewOf(page);
  const names = overview.namesIn("Halts and polling");
  await expect(names.nth(1)).toBeVisible();
  const [first = "", second = "", ...others] = await textsIn(overview.section("Halts and polling"), "h3");
  await overview.tool("Pin", second).focus();
  // pin, maximise, save, up
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press("ArrowRight");
  await expect(overview.tool("Move", `${second} up`)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(names).toHaveText([second, first, ...others]);
  await expect(overview.tool("Move", `${second} up`)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(names).toHaveText([second, first, ...others]);
});

test("figures are of all vCPUs together, over the view or the selection", { tag: "@long" }, async ({ viewer }) => {
  await viewer.open(timedSeries(["vm", "vcpu0", "vcpu1"]));
  const overview = overviewOf(viewer.page);
  const sleeps = (source: "vcpu0" | "vcpu1", round: number) =>
    (valuesOf(roundOf(source, round)).get("halt_wait_hist") ?? []).reduce((sum, count) => sum + Number(count), 0);
  const grown = (from: number, to: number) =>
    sleeps("vcpu0", to) - sleeps("vcpu0", from) + sleeps("vcpu1", to) - sleeps("vcpu1", from);
  const rate = (from: number, to: number) => `${Number((grown(from, to) / (2 * (to - from) * 0.25)).toPrecision(3))}/s`;
  const tile = overview.tile("Sleeps");
  await expect(tile).toContainText(`Sleeps${rate(0, 19)}`);
  await expect(overview.section("Halts and polling")).toContainText("over the view");
  await viewer.chart("exits").drag(0.2, 0.8);
  // rounds 4 to 15
  await expect(tile).toContainText(`Sleeps${rate(3, 15)}`);
  await expect(overview.section("Halts and polling")).toContainText("over the selection");
});

test("one dump has the figures that need no time, since the VM was made", async ({ viewer }) => {
  const name = "x86_64-linux-6.18/series/0019-vcpu0.bin";
  await viewer.open([{ path: "dump.bin", bytes: fixture(name) }]);
  const overview = overviewOf(viewer.page);
  const value = (stat: string) => Number(twin(name).stats.find((each) => each.name === stat)?.values[0] ?? "0");
  const share = Number(((100 * value("halt_successful_poll")) / value("halt_attempted_poll")).toPrecision(3));
  await expect(overview.tile("Poll success")).toContainText(`Poll success${share}\u00a0%`);
  await expect(overview.tile("Time asleep")).toHaveCount(0);
  await expect(overview.section("Halts and polling")).toContainText("since the VM was made");
  await expect(overview.fold("not 0", "Exits")).toBeVisible();
  await expect(overview.fold("moved", "Exits")).toHaveCount(0);
});
