// Names in a dump are whatever somebody wrote there: they stay text.

import { buildDump } from "../support/dump-builder.ts";
import { expect, test } from "./test.ts";
import type { Viewer } from "./viewer.ts";

const MARKUP = "<img src=x onerror=window.__pwned=1>";
const MARKUP_2 = "\"'><svg onload=__pwned=1><script>__pwned=1</script>";
const NAMES = [
  MARKUP,
  MARKUP_2,
  "javascript:__pwned=1",
  "{{7*7}}",
  "abc\u202etxt.exe\u2066",
  "a\u0000b",
  "__proto__",
  "constructor",
  "toString",
  "=cmd|'/c calc'!A0",
  "\ufeff\u200b",
  "exits",
];

async function expectUnharmed({ page }: Viewer): Promise<void> {
  expect(await page.evaluate(() => Reflect.get(window, "__pwned"))).toBeUndefined();
  await expect(page.locator("img, iframe, object, embed, body script, [onerror], [onload]")).toHaveCount(0);
  expect(await page.evaluate(() => Object.getOwnPropertyNames(Object.prototype).length)).toBe(12);
  await expect(page.getByText(/^Cannot show/)).toHaveCount(0);
}

test("markup, bidi controls, __proto__ and the like in names are shown as text", async ({ viewer }) => {
  const stats = NAMES.map((name, index) => ({ name, values: [BigInt(index + 1)] }));
  await viewer.open([{ path: "dump.bin", bytes: buildDump({ nameSize: 96, id: `kvm-1/vcpu-0${MARKUP}`, stats }) }]);
  await viewer.showAllStatistics();
  const rows = await viewer.rows();
  expect(rows.map(({ name, raw }) => [name, raw])).toEqual(
    NAMES.map((name, index) => [shown(name), String(index + 1)]),
  );
  await viewer.statistic("__proto__", rows[0]?.source ?? "").then(({ disclose }) => disclose.click());
  await expect(viewer.table.locator("tr.stat-details")).toBeVisible();
  await expectUnharmed(viewer);
});

test("the same names over time: charts, legends, selections", async ({ viewer }) => {
  const { page } = viewer;
  await viewer.open(
    Array.from({ length: 6 }, (_, round) => ({
      path: `${1_795_341_600_000 + round * 250}.bin`,
      bytes: buildDump({
        nameSize: 96,
        id: `kvm-1/vcpu-0`,
        stats: NAMES.map((name, index) => ({ name, values: [BigInt(index + round * 10)] })),
      }),
    })),
  );
  await expect(viewer.charts.first()).toBeVisible();
  for (const name of [MARKUP, "__proto__", "constructor"]) {
    const row = await viewer.statistic(name, "vcpu-0");
    if ((await row.button.getAttribute("aria-pressed")) === "false") await row.button.click();
    await expect(page.getByRole("application", { name, exact: true })).toBeVisible();
    await expect(row.raw).not.toHaveText("–");
  }
  await viewer.chart(MARKUP).drag(0.2, 0.8);
  await expect(viewer.chart(MARKUP).rangeTable).toBeVisible();
  await expectUnharmed(viewer);
});

test("names without a NUL and a name_size of 1 MiB do not stop the page", async ({ viewer }) => {
  const full = new Uint8Array(48).fill(0x41);
  await viewer.open([{ path: "no-nul.bin", bytes: buildDump({ stats: [{ name: full, values: [7n] }] }) }]);
  await viewer.showAllStatistics();
  await expect(viewer.table.locator("tr.stat-row .name")).toHaveText(["A".repeat(48)]);
  await expect(viewer.findings.first()).toContainText("name-nul");

  const long = new Uint8Array(1 << 20).fill(0x42);
  await viewer.open([
    { path: "long.bin", bytes: buildDump({ nameSize: 1 << 20, stats: [{ name: long, values: [9n] }] }) },
  ]);
  await viewer.showAllStatistics();
  const rows = await viewer.rows();
  expect(rows.map((row) => row.raw)).toEqual(["9"]);
  expect(rows[0]?.name).toBe(`${"B".repeat(256)}…`);
  await expectUnharmed(viewer);
});

test("file names are names too", async ({ viewer }) => {
  await viewer.open([
    { path: `${MARKUP.replaceAll("/", "")}.bin`, bytes: buildDump({ stats: [{ name: "a", values: [1n] }] }) },
  ]);
  await expect(viewer.recording(MARKUP)).toBeVisible();
  await viewer.open([{ path: "<b>not\u202e a dump", bytes: new TextEncoder().encode("<b>nothing</b>") }]);
  await expect(viewer.problems).toContainText(["<b>not\\u202e a dump"]);
  await expectUnharmed(viewer);
});

/** As a name may be shown: up to its NUL, invisible controls escaped. */
function shown(name: string): string {
  return (name.split("\0")[0] ?? "").replace(
    /[\u202a-\u202e\u2066-\u2069\u200b\ufeff]/g,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
