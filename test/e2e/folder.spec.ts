// A folder of dumps from a host, dropped or picked, with folders in it and more files than one listing returns.

import { roundOf, timedSeries, writeFiles } from "./support/dumps.ts";
import { expect, test } from "./test.ts";

test("a dropped folder is opened with everything below it: 3 VMs, 270 dumps; 130 files in one folder", async ({
  viewer,
  folder,
}) => {
  const files = ["guests/a", "guests/b", "deep/down/c"].flatMap((place) =>
    timedSeries(["vm", "vcpu0"], 45).map(({ path, bytes }) => ({ path: `host/${place}/${path}`, bytes })),
  );
  expect(files).toHaveLength(270);
  writeFiles(folder, files);
  await viewer.drop(`${folder}/host`);
  await expect(viewer.recording("host")).toContainText("270 dumps");
  await expect(viewer.sources).toHaveText([
    "deep/down/c",
    /^vm\s*45 samples/,
    /^vcpu-0\s*45 samples/,
    "guests/a",
    /^vm\s*45 samples/,
    /^vcpu-0\s*45 samples/,
    "guests/b",
    /^vm\s*45 samples/,
    /^vcpu-0\s*45 samples/,
  ]);
  await expect(viewer.problems).toHaveCount(0);

  // a browser lists 100 entries at a time
  writeFiles(
    folder,
    timedSeries(["vcpu0"], 130).map(({ path, bytes }) => ({ path: `flat/${path}`, bytes })),
  );
  await viewer.drop(`${folder}/flat`);
  await expect(viewer.source("vcpu-0")).toContainText("130 samples");
});

test("the folder picker opens the same", { tag: "@long" }, async ({ viewer, folder }) => {
  writeFiles(
    folder,
    timedSeries(["vm", "vcpu0", "vcpu1"]).flatMap(({ path, bytes }) => [
      { path: `host/one/${path}`, bytes },
      { path: `host/two/${path}`, bytes },
    ]),
  );
  await viewer.openFolder(`${folder}/host`);
  await expect(viewer.recording("host")).toContainText("120 dumps");
  await expect(viewer.sources).toHaveCount(8);
});

test("while files are dragged anywhere over the page it invites to drop, without a flicker", async ({
  viewer,
  folder,
}) => {
  const [path = ""] = writeFiles(folder, [{ path: "one.bin", bytes: roundOf("vm", 0) }]);
  const overlay = viewer.page.getByText("Drop dumps, recordings, folders or archives anywhere");
  const drag = await viewer.drag(path);
  await expect(overlay).toBeVisible();
  const first = await overlay.elementHandle();
  for (const [x, y] of [
    [10, 10],
    [100, 300],
    [700, 400],
    [1300, 500],
    [700, 880],
  ] as const) {
    await drag.over(x, y);
    await expect(overlay).toBeVisible();
  }
  expect(await first?.evaluate((element) => element.isConnected)).toBe(true);
  await drag.drop();
  await expect(overlay).toHaveCount(0);
  await expect(viewer.recording("one.bin")).toBeVisible();
});
