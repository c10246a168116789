// A link shows somebody else what is on the screen: the view, never the data.

import { tarGz, timedSeries } from "./support/dumps.ts";
import { linkHelper } from "./support/link.ts";
import { expect, test } from "./test.ts";
import { createViewer } from "./viewer.ts";

const SERIES = timedSeries(["vm", "vcpu0", "vcpu1"]);

test("a plain address stays plain; zoom, choice of sources and charts stand in it, and Back undoes a zoom", async ({
  viewer,
  baseURL,
}) => {
  const { page } = viewer;
  const link = await linkHelper(page);
  expect(page.url()).toBe(baseURL);

  await viewer.open([{ path: "cloud7.tar.gz", bytes: await tarGz(SERIES) }]);
  const plain = await link.fragment("file=cloud7.tar.gz");
  expect(plain).toMatch(/^v2\?file=cloud7\.tar\.gz&size=\d+$/);

  await viewer.chart("exits").drag(0.25, 0.5);
  await link.fragment("sel=1.1");
  const selected = await viewer.range.textContent();
  await page.getByRole("button", { name: "Zoom in" }).click();
  await expect(viewer.range).toContainText("Shown");
  await link.fragment("range=1.1");
  const zoomed = await viewer.range.textContent();

  await viewer.source("vcpu-1").click();
  await viewer.chart("exits").close();
  await link.fragment("sources=*,vcpu-1", "charts=", "range=1.1");

  await page.goBack();
  await expect(viewer.range).toHaveText(selected ?? "");
  await expect(viewer.chart("exits").plot).toBeVisible();
  await page.goForward();
  await expect(viewer.range).toHaveText(zoomed ?? "");
  await expect(viewer.chart("exits").plot).toHaveCount(0);
  await expect(viewer.source("vcpu-1")).toHaveAttribute("aria-checked", "false");
});

test("the receiver is told which file to open and then sees the same; the wrong file is named as such", async ({
  viewer,
  folder,
  context,
}) => {
  const link = await linkHelper(viewer.page);
  const bytes = await tarGz(SERIES);
  await viewer.open([{ path: "cloud7.tar.gz", bytes }]);
  await viewer.chart("exits").drag(0.25, 0.5);
  await viewer.page.getByRole("button", { name: "Zoom in" }).click();
  const seen = (await viewer.range.textContent()) ?? "";
  const address = await link.copy();
  expect(address).toMatch(/#v2\?file=cloud7\.tar\.gz&size=\d+&sum=[0-9a-f]{64}&range=1\.1\d*,2\.3\d*/);

  const page = await context.newPage();
  const receiver = await createViewer(page, folder);
  const { card, fragment } = await linkHelper(page);
  await page.goto(address);
  await receiver.waitUntilIdle();
  await expect(card).toContainText("Open cloud7.tar.gz to see this view");
  await expect(receiver.recordings).toHaveText([/Sample recording/]);

  // the same number of bytes, another byte in the middle
  const other = bytes.slice();
  other[4] = (other[4] ?? 0) ^ 1;
  await receiver.open([{ path: "cloud7.tar.gz", bytes: other }]);
  await expect(card).toContainText("cloud7.tar.gz is not it: its first or last MiB has other bytes");
  await expect(receiver.range).toContainText("All");
  await page.getByRole("button", { name: "Close cloud7.tar.gz" }).click();
  await expect(card).not.toContainText("is not it");

  await receiver.open([{ path: "renamed", bytes }]);
  await expect(card).toHaveCount(0);
  await expect(receiver.range).toHaveText(seen);
  await fragment("file=renamed");
});

test("the view of a link can be applied to another file all the same", { tag: "@long" }, async ({ viewer, page }) => {
  const { card, fragment } = await linkHelper(page);
  await page.goto("./#v2?file=cloud7.tar.gz&size=5&charts=vcpu.exits&range=1,2");
  await page.reload();
  await viewer.waitUntilIdle();
  await expect(card).toContainText("Open cloud7.tar.gz to see this view");
  await viewer.open([{ path: "other.tar.gz", bytes: await tarGz(SERIES) }]);
  await expect(card).toContainText(/other\.tar\.gz is not it: it has another name, size .* instead of 5\sB/);
  await page.getByRole("button", { name: "Apply the view anyway" }).click();
  await expect(card).toHaveCount(0);
  await expect(viewer.charts).toHaveCount(1);
  await expect(viewer.range).toContainText(/1\.0000\ss – 2\.0000\ss/);
  await fragment("file=other.tar.gz", "range=1,2", "charts=vcpu.exits");
});

test("a link made to harm shows the page as it opens", async ({ viewer, page }) => {
  const hostile = [
    "#v2?o.__proto__=1&constructor=1&charts=vcpu.%3Cimg%20src=x%20onerror=alert(1)%3E&range=9e99,-1&sources=%E0%A4%A",
    `#v2?file=%E2%80%AEgpj.exe%3Cscript%3E&size=1&view=${"x".repeat(10_000)}`,
    "#v99?range=0,1",
  ];
  for (const fragment of hostile) {
    await page.goto(`./${fragment}`);
    await page.reload();
    await viewer.waitUntilIdle();
    await expect(viewer.recording("Sample recording")).toBeVisible();
  }
  await page.goto(`./${hostile[1]}`);
  const { card } = await linkHelper(page);
  await expect(card).toContainText("Open \\u202egpj.exe<script> to see this view");
  await page.getByRole("button", { name: "Dismiss", exact: true }).click();
  await expect(card).toHaveCount(0);
});

test("Back to the sample opens it again when it was closed", { tag: "@long" }, async ({ viewer, page }) => {
  const { fragment } = await linkHelper(page);
  await page.getByRole("button", { name: "Bytes", exact: true }).click();
  await fragment("v2?view=bytes");
  await viewer.open([{ path: "cloud7.tar.gz", bytes: await tarGz(SERIES) }]);
  await fragment("file=cloud7.tar.gz");
  await page.getByRole("button", { name: "Close Sample recording" }).click();
  await page.evaluate(() => {
    location.hash = "v2?view=quality";
  });
  await expect(viewer.recording("Sample recording")).toBeVisible();
  await expect(page.getByRole("main", { name: "Quality" })).toBeVisible();
  await page.getByRole("button", { name: "Bytes", exact: true }).click();
  await fragment("v2?view=bytes");
});
