// One statistic of several vCPUs: as lines, layers, their sum, small multiples or a heat strip.

import { join } from "node:path";
import { writeRecording } from "../support/make-recording.mjs";
import { timedSeries } from "./support/dumps.ts";
import { exitsPerSecond, modeTools, twoWithGap } from "./support/modes.ts";
import { expect, test } from "./test.ts";

/** "1.24 k/s" or "660/s" as a number. */
function perSecond(text: string): number {
  const [, digits = "", kilo = ""] = /([\d.]+)\u00a0?(k?)\/s/.exec(text) ?? [];
  return Number(digits) * (kilo === "k" ? 1000 : 1);
}

test("of twenty vCPUs none is left out: a row for each, or the twelve highest lines and what the others do @long", async ({
  viewer,
  folder,
}) => {
  const path = join(folder, "twenty.tar");
  await writeRecording(path, { vcpus: 20, samples: 60 });
  await viewer.open(path);
  const exits = viewer.chart("exits");
  const tools = modeTools(viewer.page, "exits");

  await expect(tools.select).toHaveValue("rows");
  await expect.poll(() => tools.axes()).toContain("vcpu-0");
  await expect(exits.panel.getByText("mean of each pixel")).toBeVisible();
  await exits.point(0.5);
  await expect(exits.tip).toContainText(/\+12 more · total [\d.]+/);

  await tools.select.selectOption("Lines");
  await expect(exits.values).toHaveCount(13);
  await expect(exits.values.last()).toHaveText("8 others, from the lowest to the highest");
  await exits.point(0.5);
  await expect(exits.tip).toContainText("+12 more · total");
  // the data that screen readers find has all of them
  await expect(exits.panel.getByRole("table", { name: /what is visible/ }).getByRole("row")).toHaveCount(21);

  await tools.select.selectOption("Small multiples");
  await expect(tools.cells).toHaveCount(20);
});

test("layers and sum say what the dumps say", async ({ viewer }) => {
  await viewer.open(timedSeries(["vcpu0", "vcpu1"]));
  const exits = viewer.chart("exits");
  const tools = modeTools(viewer.page, "exits");
  const [one, two] = [exitsPerSecond("vcpu0", 10), exitsPerSecond("vcpu1", 10)];
  for (const mode of ["Stacked", "Sum"]) {
    await tools.select.selectOption(mode);
    // a little after round 10 of 19: its sample holds here, in the tip as in the table
    await exits.point(10.4 / 19);
    const total = exits.tip.locator(".chart-tip-row").last();
    await expect(total).toHaveText(/^total [\d.]+\u00a0?k?\/s$/);
    expect(perSecond((await total.textContent()) ?? "") / (one + two)).toBeCloseTo(1, 2);
    for (const [label, value] of [
      ["vcpu-0", one],
      ["vcpu-1", two],
    ] as const) {
      const row = exits.tip.locator(".chart-tip-row", { hasText: label }).locator(".chart-tip-value");
      const shown = perSecond((await row.textContent()) ?? "");
      expect(Math.abs(shown - value)).toBeLessThanOrEqual(value * 0.005);
    }
  }
});

test("where one vCPU has no samples a total says of how many it is", { tag: "@long" }, async ({ viewer }) => {
  await viewer.open(twoWithGap());
  const exits = viewer.chart("exits");
  await modeTools(viewer.page, "exits").select.selectOption("Stacked");
  await exits.point(10 / 19);
  await expect(exits.tip).toHaveText(/gap|–/);
  await exits.point(15.6 / 19);
  await expect(exits.tip).toHaveText(/total [\d.]+\u00a0?k?\/s$/);
});

test("the axis goes by powers with zeros at its foot; what was chosen stays with the chart", { tag: "@long" }, async ({
  viewer,
}) => {
  await viewer.open(timedSeries(["vcpu0", "vcpu1"]));
  const tools = modeTools(viewer.page, "exits");
  await expect.poll(() => tools.axes()).toContain("0");
  await tools.log.click();
  await expect(tools.log).toHaveAttribute("aria-pressed", "true");
  await expect(tools.note).toHaveText(/zeros at its foot/);
  await expect.poll(() => tools.axes()).toContain("500/s");
  await viewer.chart("exits").close();
  await (await viewer.statistic("exits", "vcpu-0")).button.click();
  await expect(tools.log).toHaveAttribute("aria-pressed", "true");
});

test("small multiples share a value axis, or have each their own; one crosshair goes through all", {
  tag: "@long",
}, async ({ viewer }) => {
  await viewer.open(timedSeries(["vcpu0", "vcpu1"]));
  const { page } = viewer;
  const tools = modeTools(page, "exits");
  await tools.select.selectOption("Small multiples");
  await expect(tools.note).toHaveText(/^Every cell: 0\/s – /);
  await tools.own.click();
  await expect(tools.note).toHaveText(/its own value axis/);
  const box = await tools.cells.first().boundingBox();
  if (box === null) throw new Error("Cannot point at a cell: it is not shown");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (const cell of await tools.cells.all()) await expect(cell.locator('[data-part="cursor"]')).toBeVisible();
  await tools.cells.first().focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+ArrowRight");
  await expect(viewer.range).toHaveText(/^Selected/);
});

test("a source stands out while its name is pressed", { tag: "@long" }, async ({ viewer }) => {
  await viewer.open(timedSeries(["vcpu0", "vcpu1"]));
  const name = viewer.chart("exits").panel.getByRole("button", { name: /^vcpu-1 / });
  await name.click();
  await expect(name).toHaveAttribute("aria-pressed", "true");
  await name.click();
  await expect(name).toHaveAttribute("aria-pressed", "false");
});
