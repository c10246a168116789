// What a person sees who opens the address and has nothing yet: the bundled recording, charted, and an invitation.

import { expect, test } from "./test.ts";

test.use({ sample: "bundled" });

test("the bundled recording is charted, stands still, and invites to open something", async ({ viewer }) => {
  const { page } = viewer;
  await expect(viewer.recording("Sample recording")).toContainText("14,200 dumps");
  await expect(viewer.recordings).toHaveCount(1);
  await expect(viewer.sources).toHaveText([/^Sample recording/, /^vm/, /^vcpu-0/, /^vcpu-1/, /^vcpu-2/, /^vcpu-3/]);
  expect(await viewer.charts.count()).toBeGreaterThan(3);
  await expect(viewer.chart("exits").values).toHaveText([/^vcpu-0 .*\/s$/, /^vcpu-1/, /^vcpu-2/, /^vcpu-3/]);
  // nobody has put the cursor anywhere, and at the end the guest is idle
  await expect(viewer.chart("exits").panel).toContainText("mean of the view");
  await expect(viewer.chart("exits").plot.locator("canvas")).toBeVisible();

  await expect(viewer.playback.getByRole("button", { name: "Play" })).toBeVisible();
  await expect(viewer.playback.getByRole("button", { name: "Pause" })).toHaveCount(0);

  await expect(page.getByRole("button", { name: "Open files" })).toBeEnabled();
  await expect(page.getByRole("button", { name: "Open folder" })).toBeEnabled();
  await expect(page.getByText("or drop them anywhere")).toBeVisible();
  await expect(page.getByText("isolated", { exact: true })).toBeVisible();
  await expect(viewer.problems).toHaveCount(0);
});
