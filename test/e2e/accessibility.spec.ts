// axe finds nothing serious, in both themes. Playwright brings axe in through the debugger, so that the page's policy stays in
// force, and the watch would tell if axe broke it.

import { AxeBuilder } from "@axe-core/playwright";
import { roundOf, timedSeries } from "./support/dumps.ts";
import { expect, test } from "./test.ts";
import type { Viewer } from "./viewer.ts";

test.use({ sample: "small" });

async function expectAccessible(viewer: Viewer, what: string): Promise<void> {
  await viewer.waitUntilIdle();
  const { violations, passes } = await new AxeBuilder({ page: viewer.page })
    .options({ resultTypes: ["violations"] })
    .analyze();
  expect(passes.length).toBeGreaterThan(15);
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const found = serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
  expect(found, what).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("the first screen; then a selection, details, findings, a problem and a question", async ({ viewer }) => {
      await expectAccessible(viewer, "first screen");
      await viewer.open([
        ...timedSeries(["vcpu0"]),
        // without times: the page asks for the interval
        ...[0, 1, 2].map((round) => ({
          path: `${round}-vm.bin`,
          bytes: roundOf("vm", round).slice(0, round === 1 ? -40 : undefined),
        })),
        { path: "readme.md", bytes: new TextEncoder().encode("no dump") },
      ]);
      await viewer.setInterval("x", "ms");
      await expect(viewer.interval.getByRole("alert")).toBeVisible();
      await expect(viewer.findings.first()).toBeVisible();
      await expect(viewer.problems.first()).toBeVisible();
      await viewer.chart("exits").drag(0.1, 0.7);
      await expect(viewer.chart("exits").rangeTable).toBeVisible();
      const { disclose } = await viewer.statistic("halt_wait_hist", "vcpu-0");
      await disclose.click();
      await expect(viewer.table.locator("table.elements")).toBeVisible();
      await expectAccessible(viewer, "everything at once");
    });
  });
}
