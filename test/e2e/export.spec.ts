// Take it with you: samples as CSV and JSON, a chart as an image, the view as one file that needs nothing.

import { readFileSync } from "node:fs";
import type { Download } from "@playwright/test";
import { ROUNDS, roundOf, timedSeries, valuesOf } from "./support/dumps.ts";
import { textsIn } from "./support/firefox.ts";
import { expect, test } from "./test.ts";
import type { Viewer } from "./viewer.ts";

test.beforeEach(async ({ viewer }) => {
  await viewer.open(timedSeries(["vm", "vcpu0"]));
});

async function saved({ page }: Viewer, act: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const waiting = page.waitForEvent("download");
  await act();
  const download: Download = await waiting;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

function dialogOf({ page }: Viewer) {
  const dialog = page.getByRole("dialog", { name: "Export" });
  return { dialog, save: (name: string) => dialog.getByRole("button", { name }).click() };
}

test("CSV of the selection holds the real values, digit for digit", async ({ viewer }) => {
  const { page } = viewer;
  await viewer.chart("exits").drag(0.25, 0.75);
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const { dialog, save } = dialogOf(viewer);
  await expect(dialog.getByRole("radio", { name: /^Selection/ })).toBeChecked();
  await dialog.getByRole("radio", { name: "All" }).check();
  const { name, bytes } = await saved(viewer, () => save("Save CSV"));
  expect(name).toMatch(/\.csv$/);
  await expect(dialog).toBeHidden();

  const [header = "", ...lines] = bytes.toString("utf8").trimEnd().split("\r\n");
  const columns = header.split(",");
  const rows = lines.map((line) => new Map(line.split(",").map((cell, i) => [columns[i] ?? "", cell])));
  const vcpu = rows.filter((row) => row.get("source") === "vcpu-0");
  expect(vcpu.length).toBeGreaterThan(5);
  expect(vcpu.length).toBeLessThan(ROUNDS);
  for (const row of vcpu) {
    const round = Math.round(Number(row.get("seconds")) / 0.25);
    const truth = valuesOf(roundOf("vcpu0", round));
    expect(row.get("exits")).toBe(String(truth.get("exits")?.[0]));
    expect(row.get("halt_wait_hist[22]")).toBe(String(truth.get("halt_wait_hist")?.[22]));
  }
});

test("JSON of the whole recording is what the command prints", async ({ viewer }) => {
  await viewer.page.keyboard.press("e");
  const { dialog, save } = dialogOf(viewer);
  await dialog.getByRole("radio", { name: /^Whole recording/ }).check();
  const { bytes } = await saved(viewer, () => save("Save JSON"));
  const samples = JSON.parse(bytes.toString("utf8"));
  expect(samples).toHaveLength(2 * ROUNDS);
  const last = samples.findLast((each: { id: string }) => each.id.includes("/vcpu-0"));
  const wait = last.stats.find((stat: { name: string }) => stat.name === "halt_wait_ns");
  expect(wait.values).toEqual(["4753009776"]);
});

test("a chart is saved as PNG and as SVG", async ({ viewer }) => {
  const { page } = viewer;
  const { panel } = viewer.chart("exits");
  async function save(item: string) {
    await panel.getByRole("button", { name: "Save exits" }).click();
    return saved(viewer, () => page.getByRole("menuitem", { name: item }).click());
  }
  const png = await save("Save as PNG");
  expect(png.name).toBe("exits.png");
  expect(png.bytes.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  const width = png.bytes.readUInt32BE(16);
  expect(width).toBeGreaterThan(800);
  const svg = (await save("Save as SVG")).bytes.toString("utf8");
  expect(svg).toContain(">exits</text>");
  expect(svg).toContain("vcpu-0");
  expect(svg).not.toContain("var(--");
  expect(svg, "lines are outlines, not an image").toMatch(/<path d="M[^"]{200,}"/);
  expect(svg).not.toContain("<image");
  // lines, not only paper: the drawing holds the colour of the first vCPU
  const colours = await page.evaluate(async (text) => {
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext("2d");
    context?.drawImage(image, 0, 0);
    const { data = [] } = context?.getImageData(0, 30, canvas.width, canvas.height - 30) ?? {};
    return new Set(Array.from({ length: data.length / 4 }, (_, i) => data.slice(i * 4, i * 4 + 3).join(" "))).size;
  }, svg);
  expect(colours).toBeGreaterThan(8);
});

test("the report holds every chart and table of the view and asks nothing of anybody", async ({ viewer, context }) => {
  const { page } = viewer;
  await viewer.chart("exits").drag(0.25, 0.75);
  const titles = await textsIn(page.getByRole("main"), "h3");
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const { bytes } = await saved(viewer, () => dialogOf(viewer).save("Save report"));
  const html = bytes.toString("utf8");
  expect(html).not.toMatch(/<script|src="http|href="http/);

  const reader = await context.newPage();
  const requests: string[] = [];
  reader.on("request", (request) => requests.push(request.url()));
  await reader.setContent(html);
  for (const title of titles) await expect(reader.getByRole("heading", { name: title, exact: true })).toBeVisible();
  expect(await reader.getByRole("img").count()).toBeGreaterThan(2);
  await expect(reader.getByRole("table").first()).toBeVisible();
  expect(requests.filter((url) => !url.startsWith("data:"))).toEqual([]);
});

test("on paper every chart is drawn, in light colours, also those below the screen", { tag: "@long" }, async ({
  viewer,
}) => {
  const { page } = viewer;
  await page.emulateMedia({ colorScheme: "dark" });
  await page.evaluate(() => {
    window.print = () => {
      const canvases = [...document.querySelectorAll<HTMLCanvasElement>("main .panel canvas")];
      const empty = canvases.filter((canvas) => {
        const { data = [] } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
        return new Set(new Uint32Array(new Uint8ClampedArray(data).buffer)).size < 2;
      });
      const { theme } = document.documentElement.dataset;
      document.body.dataset["printed"] = `${canvases.length - empty.length} of ${canvases.length}, ${theme}`;
    };
  });
  const charts = await page.locator("main .panel canvas").count();
  expect(charts).toBeGreaterThan(3);
  await page.keyboard.press("Control+p");
  await expect(page.locator("body")).toHaveAttribute("data-printed", `${charts} of ${charts}, light`);
  await expect(page.locator("html")).not.toHaveAttribute("data-theme", "light");
});
