// axe finds nothing serious, in both themes. The page's policy refuses scripts of others, also axe's: Playwright runs it through the
// debugger, but axe adds style elements while it measures, so these specs alone run with the policy bypassed.

import { AxeBuilder } from "@axe-core/playwright";
import { roundOf, timedSeries } from "./support/dumps.ts";
import { expect, test } from "./test.ts";
import type { Viewer } from "./viewer.ts";

test.use({ bypassCSP: true });

async function expectAccessible(viewer: Viewer, what: string): Promise<void> {
  await viewer.waitUntilIdle();
  const { violations } = await new AxeBuilder({ page: viewer.page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const found = serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
  expect(found, what).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("the first screen, a series, details, a selection", async ({ viewer }) => {
      await expectAccessible(viewer, "first screen");
      await viewer.open(timedSeries(["vm", "vcpu0", "vcpu1"]));
      await expectAccessible(viewer, "a series");
      await viewer.chart("exits").drag(0.2, 0.7);
      const { disclose } = await viewer.statistic("halt_wait_hist", "vcpu-0");
      await disclose.click();
      await expect(viewer.table.locator("table.elements")).toBeVisible();
      await expectAccessible(viewer, "details and a selection");
    });

    test("one dump, findings and problems, the interval form", async ({ viewer }) => {
      const whole = roundOf("vcpu0", 19);
      await viewer.open([{ path: "cut.bin", bytes: whole.slice(0, whole.length - 200) }]);
      await expect(viewer.findings.first()).toBeVisible();
      await viewer.open([{ path: "bad", bytes: new TextEncoder().encode("no dump") }]);
      await expect(viewer.problems.first()).toBeVisible();
      await expectAccessible(viewer, "findings and problems");
      await viewer.open([0, 1, 2].map((round) => ({ path: `${round}-vcpu0.bin`, bytes: roundOf("vcpu0", round) })));
      await viewer.setInterval("x", "ms");
      await expectAccessible(viewer, "the interval form");
    });
  });
}
