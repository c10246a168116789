// The recording plays back as it happened: every tick reads that moment's dumps.

import { digits, roundOf, timedSeries } from "./support/dumps.ts";
import { expect, test } from "./test.ts";

test.beforeEach(async ({ viewer }) => {
  await viewer.open(timedSeries(["vcpu0", "vcpu1"]));
});

test("steps go from sample to sample; table and charts show what that dump holds", async ({ viewer }) => {
  const { page } = viewer;
  const back = viewer.playback.getByRole("button", { name: "Step back" });
  const forward = viewer.playback.getByRole("button", { name: "Step forward" });
  const { raw } = await viewer.statistic("exits", "vcpu-0");
  await expect(raw).toHaveText(digits(roundOf("vcpu0", 19), "exits"));
  for (const round of [18, 17, 16]) {
    await back.click();
    await expect(viewer.cursorTime).toHaveText(`at ${(round * 0.25).toFixed(2)}\u00a0s`);
    await expect(raw).toHaveText(digits(roundOf("vcpu0", round), "exits"));
    await expect(viewer.slider).toHaveValue(String(round * 0.25));
  }
  await forward.click();
  await expect(raw).toHaveText(digits(roundOf("vcpu0", 17), "exits"));
  await page.keyboard.press(".");
  await expect(raw).toHaveText(digits(roundOf("vcpu0", 18), "exits"));
  await page.keyboard.press(",");
  await page.keyboard.press(",");
  await expect(raw).toHaveText(digits(roundOf("vcpu0", 16), "exits"));
  await expect(viewer.chart("exits").crosshair).toBeVisible();
});

test("scrubbing reads the sample at the slider, also between two samples", async ({ viewer }) => {
  const { raw } = await viewer.statistic("exits", "vcpu-0");
  await viewer.slider.fill("1.6");
  await expect(viewer.cursorTime).toHaveText("at 1.60\u00a0s");
  await expect(raw).toHaveText(digits(roundOf("vcpu0", 6), "exits"));
  await expect(viewer.slider).toHaveAttribute("aria-valuetext", /^1\.60\s*s of 4\.75\s*s: exits vcpu-0 [\d.]+/);
  await viewer.slider.fill("0");
  await expect(raw).toHaveText(digits(roundOf("vcpu0", 0), "exits"));
  const { rate } = await viewer.statistic("exits", "vcpu-0");
  await expect(rate).toHaveText("–");
});

test("plays from the start to the end, values and crosshair follow, and stops there", async ({ viewer }) => {
  const { page } = viewer;
  const { raw } = await viewer.statistic("exits", "vcpu-0");
  await viewer.playback.getByRole("combobox", { name: "Speed" }).selectOption("5×");
  // notes every value that playback puts on the page
  const cell = await raw.elementHandle();
  await cell?.evaluate((element) => {
    const seen = [element.textContent ?? ""];
    new MutationObserver(() => seen.push(element.textContent ?? "")).observe(element, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    Object.assign(window, { playedValues: seen });
  });
  await viewer.playback.getByRole("button", { name: "Play" }).click();
  await expect(viewer.playback.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect(viewer.playback.getByRole("button", { name: "Play" })).toBeVisible();
  await expect(viewer.cursorTime).toHaveText("at 4.75\u00a0s");
  await expect(raw).toHaveText(digits(roundOf("vcpu0", 19), "exits"));

  const played = await page.evaluate(() => (window as unknown as { playedValues: string[] }).playedValues);
  const rounds = Array.from({ length: 20 }, (_, round) => digits(roundOf("vcpu0", round), "exits"));
  const order = played.slice(1).map((value) => rounds.indexOf(value));
  // every value shown is one of a real dump, in the order of the rounds, and more than a few were seen
  expect(order).not.toContain(-1);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(new Set(order).size).toBeGreaterThan(8);
});

test("pauses where it is and goes on from there; Space does the same", async ({ viewer }) => {
  const { page } = viewer;
  await viewer.playback.getByRole("combobox", { name: "Speed" }).selectOption("0.5×");
  await page.locator("body").press("Space");
  await expect(viewer.playback.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect.poll(async () => Number(await viewer.slider.inputValue())).toBeGreaterThan(0.2);
  await page.locator("body").press("Space");
  await expect(viewer.playback.getByRole("button", { name: "Play" })).toBeVisible();
  const stopped = Number(await viewer.slider.inputValue());
  expect(stopped).toBeLessThan(4.75);
  await viewer.waitUntilIdle();
  expect(Number(await viewer.slider.inputValue())).toBe(stopped);
});

test("a zoomed view scrolls with the playhead, and no frame of it is empty", { tag: "@long" }, async ({ viewer }) => {
  const { page } = viewer;
  const chart = viewer.chart("exits");
  for (let turn = 0; turn < 4; turn++) await chart.ctrlWheel(0.1, -120);
  await expect(viewer.range).toHaveText(/^Shown /);
  await viewer.slider.fill("0.5");
  await viewer.waitUntilIdle();
  const canvas = await chart.plot.locator("canvas").elementHandle();
  const cursor = await chart.crosshair.elementHandle();
  await page.evaluate(
    ([plot, line]) => {
      const frames: { readonly empty: number; readonly x: number }[] = [];
      Object.assign(window, { playedFrames: frames });
      // one row of the plot, copied: reading it there would slow down its drawing
      const copy = new OffscreenCanvas((plot as HTMLCanvasElement).width, 1);
      const context = copy.getContext("2d", { willReadFrequently: true });
      function look(): void {
        requestAnimationFrame(look);
        if (context === null) return;
        context.clearRect(0, 0, copy.width, 1);
        context.drawImage(plot as HTMLCanvasElement, 0, -Math.floor((plot as HTMLCanvasElement).height / 2));
        const pixels = context.getImageData(0, 0, copy.width, 1).data;
        const empty = pixels.filter((value, index) => index % 4 === 3 && value === 0).length;
        const box = (plot as HTMLCanvasElement).getBoundingClientRect();
        frames.push({ empty, x: ((line as HTMLElement).getBoundingClientRect().x - box.x) / box.width });
      }
      look();
    },
    [canvas, cursor] as const,
  );
  await viewer.playback.getByRole("button", { name: "Play" }).click();
  await expect(viewer.playback.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect(viewer.playback.getByRole("button", { name: "Play" })).toBeVisible();
  await expect(viewer.range).toHaveText(/4\.750*\s*s \(/);
  const frames = await page.evaluate(
    () => (window as unknown as { playedFrames: { readonly empty: number; readonly x: number }[] }).playedFrames,
  );
  expect(frames.filter(({ empty }) => empty > 0)).toEqual([]);
  // the playhead goes right and stays: it never leaps back as it would with pages
  const leaps = frames.filter(({ x }, index) => x < (frames[index - 1]?.x ?? 0) - 0.1);
  expect(leaps).toEqual([]);
});
