// axe finds nothing serious, in test:long in every theme. Playwright brings axe in through the debugger, so that the page's policy stays in
// force, and the watch would tell if axe broke it.

import { AxeBuilder } from "@axe-core/playwright";
import { roundOf, timedSeries } from "./support/dumps.ts";
import { paletteOf } from "./support/palette.ts";
import { expect, test } from "./test.ts";
import type { Viewer } from "./viewer.ts";

test.use({ sample: "small", contextOptions: { reducedMotion: "reduce" } });

interface Looked {
  readonly what: string;
  /** Selector; the whole page where none is given. */
  readonly within?: string;
  /** Rules of axe that are wrong here. */
  readonly without?: readonly string[];
}

/** The other themes differ in their colours alone: test:long looks at them, test/unit/chart/theme.test.ts at their tokens always. */
const THEMES = process.env["KVMSCOPE_LONG"] === undefined ? ["light"] : ["light", "dark", "contrast"];

/** In every theme: what depends on it is contrast alone. */
async function expectAccessible({ page, waitUntilIdle }: Viewer, looked: Looked): Promise<void> {
  const { what, within = "html", without = [] } = looked;
  await waitUntilIdle();
  const found: string[] = [];
  for (const theme of THEMES) {
    await page.evaluate((name) => document.documentElement.setAttribute("data-theme", name), theme);
    // one page without frames: axe needs no second page to join the answers
    const axe = new AxeBuilder({ page }).setLegacyMode().include(within);
    axe.options({ resultTypes: ["violations"] }).disableRules([...without]);
    if (theme !== "light") axe.withRules("color-contrast");
    const { violations, passes } = await axe.analyze();
    expect(passes.length, `${what}: rules that looked at something`).toBeGreaterThan(theme === "light" ? 8 : 0);
    for (const { id, impact, nodes } of violations)
      if (impact === "serious" || impact === "critical")
        found.push(...nodes.map((node) => `${theme}, ${id}: ${node.html.slice(0, 160)}`));
  }
  expect.soft(found, what).toEqual([]);
}

const EVERY_RUN = { tag: "@every" } as const;

test(
  "the first screen; then a selection, details, findings, a problem and a question",
  EVERY_RUN,
  async ({ viewer }) => {
    await expectAccessible(viewer, { what: "first screen" });
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
    await expectAccessible(viewer, { what: "everything at once" });
  },
);

test("every view of a selected stretch, with markers and notes", EVERY_RUN, async ({ viewer }) => {
  const { page } = viewer;
  await viewer.open(timedSeries(["vm", "vcpu0", "vcpu1"]));
  await viewer.chart("exits").drag(0.3, 0.8);
  await viewer.chart("exits").plot.focus();
  for (const key of ["m", "ArrowLeft", "Shift+M"]) await page.keyboard.press(key);
  await page.keyboard.press("n");
  await page.keyboard.type("here it begins");
  await page.keyboard.press("Enter");
  const views = page.getByRole("navigation", { name: "Views" }).locator("button:not([aria-haspopup])");
  const titles = await views.allTextContents();
  expect(titles.length).toBeGreaterThan(5);
  for (const title of titles) {
    await views.filter({ hasText: title }).click();
    const main = page.getByRole("main", { name: title, exact: true });
    await expect(main).toBeVisible();
    await expect(main.getByText("Loading the view")).toHaveCount(0);
    await expectAccessible(viewer, { what: title, within: "main" });
  }
});

test("every dialog, the tour and the card of a link @long", EVERY_RUN, async ({ viewer }) => {
  const { page } = viewer;
  const palette = paletteOf(page);
  await palette.open();
  await page.keyboard.type("halt");
  await expect(palette.chosen).toBeVisible();
  await expectAccessible(viewer, {
    what: "palette",
    within: '[role="dialog"]',
    // the arrows in its field scroll the list
    without: ["scrollable-region-focusable"],
  });
  await page.keyboard.press("Escape");

  for (const [key, name] of [
    ["?", "Mouse and keys"],
    ["e", "Export"],
  ] as const) {
    await page.keyboard.press(key);
    const dialog = page.getByRole("dialog", { name });
    await expect(dialog).toBeVisible();
    await expectAccessible(viewer, { what: name, within: name === "Export" ? "dialog" : '[role="dialog"]' });
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
  }

  await viewer.chart("exits").panel.getByRole("button", { name: "Save exits" }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  await expectAccessible(viewer, { what: "menu of a chart", within: '[role="menu"]' });
  await page.keyboard.press("Escape");

  await palette.run("tour");
  await expect(page.getByRole("heading", { name: "Open a dump" })).toBeFocused();
  await page.goto("./#v2?file=cloud7.tar.gz&size=5");
  await expect(page.getByRole("region", { name: "Link", exact: true })).toBeVisible();
  await expectAccessible(viewer, { what: "tour and card of a link" });
});
