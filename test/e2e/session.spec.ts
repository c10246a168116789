// A session file keeps layout, markers and notes of a recording, without its data.

import { readFileSync } from "node:fs";
import { tarGz, timedSeries } from "./support/dumps.ts";
import { expect, test } from "./test.ts";

const SERIES = tarGz(timedSeries(["vm", "vcpu0", "vcpu1"]));

test("notes are written beside the charts, shown on them, saved with the layout, and come back from the file @long", async ({
  viewer,
  page,
}) => {
  const notes = page.getByRole("region", { name: /^Notes/ });
  const save = async () => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save session" }).click(),
    ]);
    return { name: download.suggestedFilename(), path: await download.path() };
  };
  await viewer.open([{ path: "cloud7.tar.gz", bytes: await SERIES }]);
  await notes.getByRole("textbox", { name: "Notes about the recording" }).fill("Guest was slow\nfrom the start");
  await viewer.chart("exits").plot.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("n");
  await page.keyboard.type("IRQ storm begins");
  await page.keyboard.press("Enter");
  await expect(viewer.chart("exits").panel.getByText("IRQ storm begins")).toBeVisible();
  const order = page.getByRole("main", { name: "Charts" }).getByRole("application");
  await viewer.chart("exits").close();
  const left = await order.count();

  const saved = await save();
  expect(saved.name).toBe("cloud7.tar.gz-session.json");
  const text = readFileSync(saved.path, "utf8");
  expect(JSON.parse(text)).toMatchObject({
    "kvmscope session": 1,
    recording: { name: "cloud7.tar.gz", files: 1 },
    notes: { text: "Guest was slow\nfrom the start", at: [{ time: 0, text: "IRQ storm begins" }] },
  });

  // on a recording of another machine, however the file is called
  const other = timedSeries(["vm", "vcpu0"], 12).map((file) => ({ ...file, path: `cloud8/${file.path}` }));
  await viewer.open([{ path: "cloud8.tar.gz", bytes: await tarGz(other) }]);
  await expect(viewer.chart("exits").plot).toBeVisible();
  await page
    .locator('input[aria-label="Open files"]')
    .setInputFiles({ name: "whatever", mimeType: "", buffer: Buffer.from(text) });
  await expect(notes.getByRole("textbox", { name: "Notes about the recording" })).toHaveValue(
    "Guest was slow\nfrom the start",
  );
  await expect(notes.getByRole("textbox", { name: "Note at 0.00" })).toHaveValue("IRQ storm begins");
  await expect(order).toHaveCount(left);
  await expect(viewer.chart("exits").plot).toHaveCount(0);
  await expect(viewer.recordings).toHaveCount(3);

  await notes.getByRole("button", { name: "Delete the note at 0.00" }).click();
  await expect(notes.getByRole("listitem")).toHaveCount(0);
});

test("a session file that is damaged or newer is refused in a sentence, what is open stays as it is", {
  tag: "@long",
}, async ({ viewer, page }) => {
  const give = (text: string) =>
    page
      .locator('input[aria-label="Open files"]')
      .setInputFiles({ name: "session.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await give('{"kvmscope session": 99}');
  await expect(viewer.problems).toHaveText([/version 99 is newer than this page/]);
  await page.getByRole("button", { name: "Dismiss", exact: true }).click();
  await give('{"kvmscope session": 1, "view": ');
  await expect(viewer.problems).toHaveText([/it is no complete JSON/]);
  await expect(viewer.recordings).toHaveCount(1);
  await expect(viewer.recording("Sample recording")).toBeVisible();
});
