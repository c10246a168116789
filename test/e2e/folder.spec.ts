// A folder of dumps from a host, dropped or picked, with folders in it and more files than one listing returns.

import { roundOf, timedSeries, writeFiles } from "./support/dumps.ts";
import { expect, test } from "./test.ts";

/** 3 VMs with 2 sources of 45 rounds each, 270 dumps; all of one VM in one folder, and a file that is no dump. */
function host() {
  const rounds = timedSeries(["vm", "vcpu0"]);
  const more = rounds.flatMap(({ path, bytes }) => [
    { path, bytes },
    { path: path.replace("-17", "-18"), bytes },
  ]);
  const odd = timedSeries(["vm", "vcpu0"], 5).map(({ path, bytes }) => ({ path: path.replace("-17", "-19"), bytes }));
  return [...["a", "b"].map((name) => `guests/${name}`), "deep/down/c"].flatMap((folder) =>
    [...more, ...odd].map(({ path, bytes }) => ({ path: `host/${folder}/${path}`, bytes })),
  );
}

test("a dropped folder is opened with everything below it: 3 VMs, 270 dumps", async ({ viewer, folder }) => {
  const files = host();
  expect(files).toHaveLength(270);
  writeFiles(folder, files);
  await viewer.drop(`${folder}/host`);
  await expect(viewer.recording("host")).toContainText("270 dumps");
  await expect(viewer.sources).toHaveText([
    "host/deep/down/c",
    /^vm\s*45 samples/,
    /^vcpu-0\s*45 samples/,
    "host/guests/a",
    /^vm\s*45 samples/,
    /^vcpu-0\s*45 samples/,
    "host/guests/b",
    /^vm\s*45 samples/,
    /^vcpu-0\s*45 samples/,
  ]);
  await expect(viewer.problems).toHaveCount(0);
});

test("the folder picker opens the same", async ({ viewer, folder }) => {
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

test("more than 100 files in one folder are all read", async ({ viewer, folder }) => {
  writeFiles(
    folder,
    Array.from({ length: 130 }, (_, i) => ({
      path: `flat/vcpu0-${1_795_341_600_000 + i * 250}.bin`,
      bytes: roundOf("vcpu0", i % 20),
    })),
  );
  await viewer.drop(`${folder}/flat`);
  await expect(viewer.source("vcpu-0")).toContainText("130 samples");
});

test("while files are dragged anywhere over the page it invites to drop, without a flicker", async ({
  viewer,
  folder,
}) => {
  const [path = ""] = writeFiles(folder, [{ path: "one.bin", bytes: roundOf("vm", 0) }]);
  const overlay = viewer.page.getByText("Drop dumps, folders or archives anywhere");
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
