import { changesOf } from "./support/differences.ts";
import { timedSeries } from "./support/dumps.ts";
import { expect, test } from "./test.ts";

test.describe("the bundled recording", () => {
  test.use({ sample: "bundled" });

  test("what happened at 20 s: select it, press C, and the first rows say that three CPUs woke up", async ({
    viewer,
  }) => {
    const { page } = viewer;
    const changes = changesOf(page);
    await viewer.chart("exits").drag(20.5 / 330.2, 30 / 330.2);
    await expect(viewer.range).toContainText(/^Selected 20/);
    await page.keyboard.press("c");
    await expect(changes.summary).toHaveText(
      /^\d+ of 106 statistics changed more than by chance; 89 that never change/,
    );
    await expect(changes.against).toHaveText(/^Against the 20\.\d.s before the selection: the recording begins there$/);
    await viewer.waitUntilIdle();
    const rows = await changes.rows();
    expect(rows.length).toBe(50);
    const first = rows.slice(0, 12);
    expect(first.map(({ name, source }) => `${source} ${name}`)).toContain("vcpu-1 halt_exits");
    expect(new Set(first.map(({ source }) => source))).toEqual(new Set(["vcpu-1", "vcpu-2", "vcpu-3"]));
    expect(first.every(({ change }) => /^(×.(\d{2,}|[5-9])|from 0)/.test(change))).toBe(true);

    await changes.showAll.click();
    expect((await changes.rows()).length).toBeGreaterThan(90);

    // a click charts it; the selection stays
    const row = changes.row("req_event", "vcpu-1");
    await expect(row.chart).toHaveAttribute("aria-pressed", "false");
    await row.chart.click();
    await expect(row.chart).toHaveAttribute("aria-pressed", "true");
    await page.getByRole("button", { name: "Charts", exact: true }).first().click();
    await expect(viewer.chart("req_event").panel).toBeVisible();
    await expect(viewer.range).toContainText(/^Selected 20/);
  });
});

test("nothing is selected: the view says how, and takes the visible range once it is not all", {
  tag: "@long",
}, async ({ viewer }) => {
  const { page } = viewer;
  const changes = changesOf(page);
  await viewer.open(timedSeries(["vm", "vcpu0", "vcpu1"]));
  await changes.tab.click();
  await expect(page.getByText("Select a stretch of time: drag over a chart")).toBeVisible();
  await expect(changes.useVisible).toBeDisabled();
  await page.getByRole("button", { name: "Charts", exact: true }).first().click();
  await viewer.chart("exits").ctrlWheel(0.02, -400);
  await changes.tab.click();
  await changes.useVisible.click();
  // at the very beginning nothing is before
  await expect(changes.against).toHaveText(/^Against the .* after the selection: the recording begins with it/);
  await expect(changes.table.getByRole("row").nth(1)).toBeVisible();
  await viewer.page.getByRole("button", { name: "Clear selection" }).click();
  await expect(changes.useVisible).toBeEnabled();
});
