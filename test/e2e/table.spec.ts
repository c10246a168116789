// The table: find a statistic, understand it, chart it.

import { timedSeries } from "./support/dumps.ts";
import { textsIn } from "./support/firefox.ts";
import { expect, test } from "./test.ts";
import type { ShownRow } from "./viewer.ts";

test.beforeEach(async ({ viewer }) => {
  await viewer.open(timedSeries(["vm", "vcpu0", "vcpu1"]));
});

test("search finds by name, by meaning and by unit", async ({ viewer }) => {
  const { page } = viewer;
  const rows = viewer.table.locator("tr.stat-row .name");
  await viewer.search.fill("halt_wait");
  await expect(rows).toHaveText(["halt_wait_ns", "halt_wait_hist"]);
  await viewer.search.fill("no such statistic");
  await expect(rows).toHaveCount(0);
  await expect(page.getByText("No statistic matches the search")).toBeVisible();
  await viewer.showAllStatistics();
  await viewer.search.fill("boolean vcpu-1");
  await expect(rows).toHaveText(["blocking", "guest_mode"]);
  await viewer.search.fill("sleeping");
  await expect(rows.first()).toBeVisible();
});

test("changed only hides what never moved, and says how much; filters show one source, one group", async ({
  viewer,
}) => {
  const { page } = viewer;
  const changed = page.getByRole("checkbox", { name: "Changed only" });
  await expect(changed).toBeChecked();
  const count = page.getByText(/^\d+ shown/);
  await expect(count).toHaveText(/^(\d+) shown, (\d+) hidden$/);
  const [shown = 0, hidden = 0] = [...((await count.textContent()) ?? "").matchAll(/\d+/g)].map(Number);
  await changed.uncheck();
  await expect(count).toHaveText(`${shown + hidden} shown`);
  await viewer.search.fill("nmi_injections");
  await expect(viewer.table.locator("tr.stat-row")).toHaveCount(2);
  await changed.check();
  await expect(page.getByText(/are hidden by “Changed only”/)).toBeVisible();

  await viewer.search.fill("");
  await page.getByRole("combobox", { name: "Source shown" }).selectOption("vcpu-0");
  await page.getByRole("combobox", { name: "Group shown" }).selectOption("Exits");
  const rows = await viewer.rows();
  expect(rows.map((row) => row.name)).toContain("exits");
  expect(new Set(rows.map((row) => row.source))).toEqual(new Set(["vcpu-0"]));
});

test("sorting by value is by unit, then by the exact number, in both directions", async ({ viewer }) => {
  const header = viewer.table.getByRole("columnheader", { name: "Value" });
  await header.getByRole("button").click();
  await expect(header).toHaveAttribute("aria-sort", "descending");
  await expect(viewer.page.getByText(/shown, \d+ hidden, by unit, then value$/)).toBeVisible();
  const falling = numbersByUnit(await viewer.rows());
  expect(falling.map(([unit]) => unit)).toEqual(["count", "ns"]);
  for (const [, numbers] of falling) expect(numbers).toEqual(numbers.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
  expect(falling[0]?.[1].length).toBeGreaterThan(5);
  await header.getByRole("button").click();
  await expect(header).toHaveAttribute("aria-sort", "ascending");
  const rising = numbersByUnit(await viewer.rows());
  expect(rising).toEqual(falling.map(([unit, numbers]) => [unit, numbers.toReversed()]));
  await header.getByRole("button").click();
  await expect(header).toHaveAttribute("aria-sort", "none");
});

test("sorted by rate it follows the cursor to where a click put it, once the pointer is gone", {
  tag: "@long",
}, async ({ viewer }) => {
  await viewer.table.getByRole("columnheader", { name: "Rate" }).getByRole("button").click();
  const chart = viewer.chart("exits");
  await expect(chart.panel).toContainText("mean of the view");
  await chart.point(0.3);
  await viewer.page.mouse.down();
  await viewer.page.mouse.up();
  await expect(chart.panel).toContainText("at the cursor");
  await viewer.search.hover();
  await expect(viewer.cursorTime).toHaveText(/^at 1\./);
  await expect(async () => {
    const rates = (await viewer.rows())
      .filter((row) => /^[\d.]+\/s$/.test(row.rate))
      .map((row) => Number.parseFloat(row.rate));
    expect(rates.length).toBeGreaterThan(5);
    expect(rates).toEqual(rates.toSorted((a, b) => b - a));
  }).toPass();
});

test("details explain a statistic and show its descriptor and its buckets", async ({ viewer }) => {
  const { disclose } = await viewer.statistic("halt_wait_hist", "vcpu-0");
  await disclose.click();
  const details = viewer.table.locator("tr.stat-details");
  await expect(details.locator("p").first()).toHaveText(/\w+ \w+ \w+/);
  await expect(details.locator("p").first()).not.toContainText("No kernel");
  await expect(details).toContainText(/Type\s*log-histogram/);
  await expect(details).toContainText(/Values\s*32/);
  await expect(details).toContainText(/Offset in the data\s*568 bytes/);
  await expect(details.locator("table.elements tbody tr")).toHaveCount(32);
  await disclose.click();
  await expect(details).toHaveCount(0);
});

test("a statistic's chart is added and removed from the table and from the chart, and moved", async ({ viewer }) => {
  const { button } = await viewer.statistic("insn_emulation", "vcpu-0");
  const chart = viewer.chart("insn_emulation");
  if ((await button.getAttribute("aria-pressed")) === "true") await button.click();
  await expect(chart.panel).toHaveCount(0);
  await button.click();
  await expect(chart.panel).toBeVisible();
  await expect(chart.panel).toContainText("count/s · a sample every 250\u00a0ms");
  await expect(button).toHaveAttribute("aria-pressed", "true");
  await chart.close();
  await expect(chart.panel).toHaveCount(0);
  await expect(button).toHaveAttribute("aria-pressed", "false");

  // charts are moved among those of their group
  const group = viewer.page
    .getByRole("region")
    .filter({ has: viewer.page.getByRole("heading", { level: 2 }) })
    .filter({ has: viewer.page.getByRole("region", { name: "halt_wait_hist", exact: true }) });
  const names = group.getByRole("heading", { level: 3 });
  const [first = "", second = ""] = await textsIn(group, "h3");
  await viewer.page.getByRole("button", { name: `Move ${second} up`, exact: true }).click();
  await expect(names.first()).toHaveText(second);
  await expect(names.nth(1)).toHaveText(first);
});

/** The raw numbers of the rows, unit by unit as they follow each other. */
function numbersByUnit(rows: readonly ShownRow[]): readonly (readonly [unit: string, numbers: readonly bigint[]])[] {
  const runs: [string, bigint[]][] = [];
  for (const row of rows) {
    const unit = row.type.includes("histogram") ? "count" : row.unit;
    const last = runs.at(-1);
    if (last?.[0] === unit) last[1].push(BigInt(row.raw));
    else runs.push([unit, [BigInt(row.raw)]]);
  }
  return runs;
}

test("the table is copied for a spreadsheet: every row that was found, every digit", async ({ viewer, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await viewer.search.fill("halt");
  await viewer.page.getByRole("button", { name: "Copy the table" }).click();
  const text = await viewer.page.evaluate(() => navigator.clipboard.readText());
  const [head, ...lines] = text.split("\n").map((line) => line.split("\t"));
  expect(head).toEqual(["Statistic", "Source", "Type", "Value", "Raw u64", "Rate"]);
  const wait = lines.find(([name, source]) => name === "halt_wait_ns" && source === "vcpu-0");
  expect(wait?.slice(2, 5)).toEqual(["cumulative", "4.75 s", "4753009776"]);
  expect(lines.length).toBe(Number(await viewer.table.getAttribute("aria-rowcount")) - 1);
});
