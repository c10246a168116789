// The bytes behind the numbers: every byte of a dump named, from the table to the byte and back.

import { fixture } from "../support/fixtures.ts";
import { roundOf, timedSeries } from "./support/dumps.ts";
import { allowClipboard } from "./support/firefox.ts";
import { expect, test } from "./test.ts";
import type { Viewer } from "./viewer.ts";

function bytesOf({ page }: Viewer) {
  return {
    grid: page.getByRole("application", { name: "Bytes of the dump" }),
    field: page.getByRole("region", { name: "Field at the byte" }),
    regions: page.getByRole("list", { name: "Regions" }),
    offset: page.getByRole("textbox", { name: "Go to byte" }),
    show: () => page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: "Bytes" }).click(),
    byte: (at: number) => page.locator(`.hex-bytes [data-at="${at}"]`),
  };
}

test("a statistic leads to its bytes, and the bytes lead back to the table", async ({ viewer }) => {
  await viewer.open(timedSeries(["vm", "vcpu0"]));
  const bytes = bytesOf(viewer);
  const { disclose } = await viewer.statistic("halt_wait_ns", "vcpu-0");
  await disclose.click();
  await viewer.page.getByRole("button", { name: "Show its bytes" }).click();
  await expect(bytes.field).toContainText("halt_wait_ns 4\u2009753\u2009009\u2009776");
  // the same eight bytes, from the file itself
  const dump = roundOf("vcpu0", 19);
  const value = new DataView(dump.buffer, dump.byteOffset).getBigUint64(dumpOffset(dump, 4_753_009_776n), true);
  expect(value).toBe(4_753_009_776n);
  await expect(bytes.field).toContainText(
    Array.from(dump.subarray(dumpOffset(dump, value)).subarray(0, 8), (byte) =>
      byte.toString(16).padStart(2, "0"),
    ).join(" "),
  );

  await bytes.grid.focus();
  await viewer.page.keyboard.press("Control+Home");
  await expect(bytes.field).toContainText("header.flags 0");
  await viewer.page.keyboard.press("n");
  await expect(bytes.field).toContainText("header.name_size 48");
  await viewer.page.keyboard.press("PageDown");
  await viewer.page.keyboard.press("PageDown");
  await viewer.page.keyboard.press("n");
  const name = /desc\[\d+\]\.\w+/;
  await expect(bytes.field).toContainText(name);
  await viewer.search.fill("");
  await bytes.field.getByRole("button", { name: "Show in the table" }).first().click();
  await expect(viewer.search).not.toHaveValue("");
});

test("bytes follow the cursor, mark what changed, and are copied as hex", async ({ viewer, context }) => {
  await allowClipboard(context);
  await viewer.open(timedSeries(["vcpu0"]));
  const bytes = bytesOf(viewer);
  await bytes.show();
  await expect(bytes.regions).toContainText("descriptors");
  await bytes.offset.fill("0x18");
  await bytes.offset.press("Enter");
  await expect(bytes.field).toContainText("id string");
  await viewer.page.getByRole("button", { name: "Copy 48 bytes as hex" }).click();
  const copied = await viewer.page.evaluate(() => navigator.clipboard.readText());
  expect(copied.replaceAll("\n", " ")).toBe(
    Array.from(roundOf("vcpu0", 19).subarray(24, 72), (byte) => byte.toString(16).padStart(2, "0")).join(" "),
  );

  const [last, before] = [roundOf("vcpu0", 19), roundOf("vcpu0", 18)];
  const changed = last.findIndex((byte, at) => byte !== before[at]);
  await bytes.offset.fill(String(changed));
  await bytes.offset.press("Enter");
  await expect(bytes.byte(changed)).toHaveClass(/changed/);
  await expect(bytes.byte(changed)).toHaveText((last[changed] ?? 0).toString(16).padStart(2, "0"));
  await viewer.page.getByRole("button", { name: "Step back" }).click();
  await expect(bytes.byte(changed)).toHaveText((before[changed] ?? 0).toString(16).padStart(2, "0"));
});

test("a finding leads to the bytes it is about", { tag: "@long" }, async ({ viewer }) => {
  const bad = fixture("x86_64-linux-6.18/vm.bin").slice();
  // num_desc, u32 at 8: one descriptor more than there are
  new DataView(bad.buffer).setUint32(8, new DataView(bad.buffer).getUint32(8, true) + 1, true);
  await viewer.open([{ path: "bad.bin", bytes: bad }]);
  await viewer.findings
    .first()
    .getByRole("button", { name: /^bytes \d+ to \d+$/ })
    .first()
    .click();
  const bytes = bytesOf(viewer);
  await expect(bytes.grid).toBeVisible();
  await expect(bytes.field.getByText(/^(error|warning|note)$/).first()).toBeVisible();
});

/** Where a value lies in a dump. */
function dumpOffset(dump: Uint8Array, value: bigint): number {
  const view = new DataView(dump.buffer, dump.byteOffset, dump.byteLength);
  for (let at = view.getUint32(20, true); at + 8 <= dump.length; at += 8)
    if (view.getBigUint64(at, true) === value) return at;
  throw new Error(`no value ${value}`);
}
