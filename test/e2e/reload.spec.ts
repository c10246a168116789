// A reload keeps the open file where the browser allows it: by a handle, or by a copy that was asked for.

import { tarGz, timedSeries, writeFiles } from "./support/dumps.ts";
import { linkHelper, pickerGives } from "./support/link.ts";
import { expect, test } from "./test.ts";

const CLOUD = tarGz(timedSeries(["vm", "vcpu0", "vcpu1"])).then((bytes) => ({ path: "cloud7.tar.gz", bytes }));

test("a copy is kept only when asked for, comes back by itself with its view, and is forgotten @long", async ({
  viewer,
  page,
}) => {
  const { card, fragment } = await linkHelper(page);
  await viewer.open([await CLOUD]);
  const copies = () =>
    page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      let count = 0;
      for await (const folder of root.values())
        if (folder.kind === "directory") for await (const _ of (folder as FileSystemDirectoryHandle).keys()) count++;
      return count;
    });
  expect(await copies()).toBe(0);
  await page.getByRole("button", { name: /^Keep a copy in this browser, 6\.\d+\sKiB$/ }).click();
  await expect(page.getByText(/^A copy is kept in this browser, 6\.\d+\sKiB/)).toBeVisible();
  expect(await copies()).toBe(1);

  await viewer.chart("exits").drag(0.25, 0.5);
  await page.getByRole("button", { name: "Zoom in" }).click();
  await fragment("range=");
  const seen = (await viewer.range.textContent()) ?? "";
  await page.reload();
  await viewer.waitUntilIdle();
  await expect(viewer.recordings).toHaveText([/^cloud7\.tar\.gz60 dumps/]);
  await expect(viewer.range).toHaveText(seen);

  await page.getByRole("button", { name: "Forget the copy of cloud7.tar.gz" }).click();
  await expect(page.getByRole("button", { name: /^Keep a copy/ })).toBeVisible();
  expect(await copies()).toBe(0);
  await page.reload();
  await viewer.waitUntilIdle();
  await expect(card).toContainText("Open cloud7.tar.gz to see this view");
  await expect(viewer.recording("Sample recording")).toBeVisible();
});

test("a picked file is remembered by its handle: reopened by itself, or by a press where the browser asks first", {
  tag: "@long",
}, async ({ viewer, page }) => {
  const { card, fragment } = await linkHelper(page);
  await pickerGives(page, await CLOUD);
  await page.getByRole("button", { name: "Open files" }).click();
  await expect(viewer.recording("cloud7.tar.gz")).toContainText("60 dumps");
  await viewer.chart("exits").close();
  await fragment("file=cloud7.tar.gz", "charts=");
  await expect(page.getByRole("button", { name: "Move exits up" })).toHaveCount(0);

  await page.reload();
  await viewer.waitUntilIdle();
  await expect(viewer.recordings).toHaveText([/^cloud7\.tar\.gz/]);
  await expect(viewer.chart("exits").plot).toHaveCount(0);

  // a browser that forgets what was allowed
  await page.addInitScript(() => {
    let allowed = false;
    Object.assign(FileSystemHandle.prototype, {
      queryPermission: async () => (allowed ? "granted" : "prompt"),
      requestPermission: async () => {
        allowed = true;
        return "granted";
      },
    });
  });
  await page.reload();
  await viewer.waitUntilIdle();
  await expect(viewer.recordings).toHaveText([/^Sample recording/]);
  await card.getByRole("button", { name: "Reopen cloud7.tar.gz" }).click();
  await expect(viewer.recording("cloud7.tar.gz")).toContainText("60 dumps");
  await viewer.waitUntilIdle();
  await expect(card).toHaveCount(0);
  await expect(viewer.chart("exits").plot).toHaveCount(0);
});

test("a dropped folder opens again after a reload", { tag: "@long" }, async ({ viewer, page, folder }) => {
  const { fragment } = await linkHelper(page);
  writeFiles(
    folder,
    timedSeries(["vm", "vcpu0"]).map(({ path, bytes }) => ({ path: `host/guest/${path}`, bytes })),
  );
  await viewer.drop(`${folder}/host`);
  await expect(viewer.recording("host")).toContainText("40 dumps");
  await fragment("file=host", "files=40");
  await page.reload();
  await viewer.waitUntilIdle();
  await expect(viewer.recordings).toHaveText([/^host40 dumps/]);
});

test("recent files are listed, opened again and forgotten", { tag: "@long" }, async ({ viewer, page }) => {
  const list = page.getByRole("region", { name: "Recent files" });
  const [one, two] = [await CLOUD, { path: "vm8.tar.gz", bytes: await tarGz(timedSeries(["vm"], 8)) }];
  await expect(list).toHaveCount(0);
  const note = page.getByRole("textbox", { name: "Notes about the recording" });
  await note.fill("of the sample");
  for (const file of [one, two]) {
    await pickerGives(page, file);
    await page.getByRole("button", { name: "Open files" }).click();
    await expect(viewer.recording(file.path)).toContainText("dumps");
    await viewer.waitUntilIdle();
    await page.getByRole("button", { name: `Close ${file.path}` }).click();
  }
  await list.getByText("Recent files").click();
  await expect(list.getByRole("listitem")).toHaveText([
    /^vm8\.tar\.gz\d+\sB, just now$/,
    /^cloud7\.tar\.gz6\.\d+\sKiB, just now$/,
  ]);
  await list.getByRole("button", { name: "Forget vm8.tar.gz" }).click();
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await list.getByRole("button", { name: /^cloud7\.tar\.gz/ }).click();
  await expect(viewer.recording("cloud7.tar.gz")).toContainText("60 dumps");
  await expect(list).toHaveCount(0);
  await page.getByRole("button", { name: "Close cloud7.tar.gz" }).click();
  await list.getByText("Recent files").click();
  await list.getByRole("button", { name: "Forget all" }).click();
  await expect(list).toHaveCount(0);
  await page.reload();
  await viewer.waitUntilIdle();
  await expect(list).toHaveCount(0);
  // what was noted is forgotten with it
  await expect(page.getByText(/^Notes are kept in this browser/)).toBeVisible();
  await expect(note).toHaveValue("");
});

test("a browser that keeps nothing says so in one sentence, and everything else works", { tag: "@long" }, async ({
  viewer,
  page,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator.storage, "getDirectory", {
      value: () => Promise.reject(new DOMException("storage is closed in a private window", "SecurityError")),
    });
  });
  await page.reload();
  await viewer.waitUntilIdle();
  await viewer.open([await CLOUD]);
  await page.getByRole("button", { name: /^Keep a copy/ }).click();
  await expect(page.getByText("This browser keeps no copy: storage is closed in a private window")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Keep a copy/ })).toBeEnabled();
  await expect(viewer.recording("cloud7.tar.gz")).toContainText("60 dumps");
});

test("a note that was just typed is there when the recording is opened again", { tag: "@long" }, async ({
  viewer,
  page,
}) => {
  const notes = page.getByRole("textbox", { name: "Notes about the recording" });
  await pickerGives(page, await CLOUD);
  await page.getByRole("button", { name: "Open files" }).click();
  await expect(viewer.recording("cloud7.tar.gz")).toContainText("60 dumps");
  await viewer.waitUntilIdle();
  await page.evaluate(async () => {
    // until it is in the list of recent files
    const open = () =>
      new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open("keyval-store");
        request.onsuccess = () => resolve(request.result);
      });
    const database = await open();
    const count = () =>
      new Promise<number>((resolve) => {
        const request = database.transaction("keyval").objectStore("keyval").count();
        request.onsuccess = () => resolve(request.result);
      });
    while ((await count()) < 2) await new Promise((resolve) => requestAnimationFrame(resolve));
    database.close();
  });
  await notes.fill("stalls");
  await page.getByRole("button", { name: "Close cloud7.tar.gz" }).click();
  await page.getByText("Recent files").click();
  await page
    .getByRole("region", { name: "Recent files" })
    .getByRole("button", { name: /^cloud7/ })
    .click();
  await expect(viewer.recording("cloud7.tar.gz")).toContainText("60 dumps");
  await expect(notes).toHaveValue("stalls");
});

test("the copy opens when the file itself has gone", { tag: "@long" }, async ({ viewer, page }) => {
  const { fragment } = await linkHelper(page);
  await pickerGives(page, await CLOUD);
  await page.getByRole("button", { name: "Open files" }).click();
  await expect(viewer.recording("cloud7.tar.gz")).toContainText("60 dumps");
  await page.getByRole("button", { name: /^Keep a copy/ }).click();
  await expect(page.getByRole("button", { name: "Forget the copy of cloud7.tar.gz" })).toBeVisible();
  await page.evaluate(async () => (await navigator.storage.getDirectory()).removeEntry("cloud7.tar.gz"));
  await fragment("file=cloud7.tar.gz");
  await page.reload();
  await viewer.waitUntilIdle();
  await expect(viewer.recordings).toHaveText([/^cloud7\.tar\.gz60 dumps/]);
});

test("starting afresh leaves the notes alone", { tag: "@long" }, async ({ viewer, page }) => {
  const { fragment } = await linkHelper(page);
  const notes = page.getByRole("textbox", { name: "Notes about the recording" });
  const pick = async () => {
    await pickerGives(page, await CLOUD);
    await page.getByRole("button", { name: "Open files" }).click();
    await expect(viewer.recording("cloud7.tar.gz")).toContainText("60 dumps");
    await viewer.waitUntilIdle();
  };
  await pick();
  await page.getByRole("button", { name: /^Keep a copy/ }).click();
  await expect(page.getByRole("button", { name: "Forget the copy of cloud7.tar.gz" })).toBeVisible();
  await notes.fill("stalls");
  await page.getByRole("button", { name: "Bytes", exact: true }).click();
  await fragment("view=bytes");
  await page.getByRole("button", { name: "Close cloud7.tar.gz" }).click();
  await pick();
  await expect(page.getByRole("main", { name: "Bytes" })).toBeVisible();
  await page.getByRole("button", { name: "Start afresh" }).click();
  await expect(page.getByRole("main", { name: "Charts" })).toBeVisible();
  await expect(notes).toHaveValue("stalls");
});

test("notes are kept in this browser: after a reload they are back, of the sample and of a file that is opened anew", {
  tag: "@long",
}, async ({ viewer, page }) => {
  const note = page.getByRole("textbox", { name: "Notes about the recording" });
  const { fragment } = await linkHelper(page);
  const kept = (count: number) =>
    expect
      .poll(() =>
        page.evaluate(
          () =>
            new Promise<number>((resolve) => {
              const opening = indexedDB.open("keyval-store");
              opening.onsuccess = () => {
                const all = opening.result.transaction("keyval").objectStore("keyval").getAllKeys();
                all.onsuccess = () => resolve(all.result.filter((key) => String(key).startsWith("notes ")).length);
              };
            }),
        ),
      )
      .toBe(count);
  await expect(page.getByText(/^Notes are kept in this browser/)).toBeVisible();
  await note.fill("The page's own");
  await kept(1);
  await viewer.open([await CLOUD]);
  await expect(viewer.recording("cloud7.tar.gz")).toContainText("from 2026-11-22 10:00:00 UTC");
  await expect(note).toHaveValue("");
  await note.fill("IRQ storm");
  await kept(2);
  await fragment("file=cloud7.tar.gz");

  await page.reload();
  await viewer.waitUntilIdle();
  await expect(viewer.recordings).toHaveText([/^Sample recording/]);
  await expect(note).toHaveValue("The page's own");
  await viewer.open([{ ...(await CLOUD), path: "under another name.tar.gz" }]);
  await expect(note).toHaveValue("IRQ storm");
  await note.fill("");
  await kept(1);
});
