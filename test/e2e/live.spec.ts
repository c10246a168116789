// Watching VMs as they run, and files as they grow: the commands as they are built, in a browser.

import { execFile } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { type Page, test as plain } from "@playwright/test";
import { createPageServer, listenOnLoopback } from "../../scripts/page-server.mjs";
import { startBreakingProxy } from "../support/breaking-proxy.ts";
import { sequencesIn, startCommand, startMonitor } from "./support/live.ts";
import { test as base, expect } from "./test.ts";
import { createViewer, type Viewer } from "./viewer.ts";

interface Fixtures {
  /** Told to stop when the test is over. */
  readonly started: { add(stop: () => Promise<unknown> | unknown): void };
  /** Errors of the page, without those of a network that was cut on purpose. */
  readonly errors: string[];
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for a pattern
  started: async ({}, use) => {
    const stops: (() => Promise<unknown> | unknown)[] = [];
    await use({ add: (stop) => stops.push(stop) });
    for (const stop of stops.reverse()) await stop();
  },
  errors: async ({ page }, use) => {
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      const text = message.text();
      if (["error", "warning"].includes(message.type()) && !text.includes("net::ERR_")) errors.push(text);
    });
    await use(errors);
    expect(errors).toEqual([]);
  },
});

interface LivePage {
  readonly viewer: Viewer;
  readonly bar: ReturnType<Page["getByRole"]>;
}

async function openLink(page: Page, folder: string, link: string): Promise<LivePage> {
  const viewer = await createViewer(page, folder);
  await page.goto(link);
  const bar = page.getByRole("region", { name: "Live", exact: true });
  return { viewer, bar };
}

/** Samples that the page says a source has. */
async function samplesOf(viewer: Viewer, label: string): Promise<number> {
  const text = (await viewer.source(label).textContent()) ?? "";
  return Number(/([\d,]+) samples/.exec(text)?.[1]?.replaceAll(",", "") ?? 0);
}

interface ShownSample {
  readonly id: string;
  readonly sequence?: number;
  readonly stats: readonly { readonly name: string; readonly values: readonly string[] }[];
}

/** What `kvmscope show --json` says of a file. */
async function showJson(file: string): Promise<string> {
  const main = new URL("../../dist/cli/main.js", import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [main, "show", "--json", file], {
    maxBuffer: 2 ** 30,
  });
  return stdout;
}

async function rangeText(viewer: Viewer): Promise<string> {
  return (await viewer.range.textContent()) ?? "";
}

test("counters move, the view goes with them until it is moved, and what was seen is saved and opened again", async ({
  page,
  folder,
  started,
  errors: _,
}) => {
  const socket = `${folder}/web.sock`;
  started.add(await startMonitor(socket));
  const file = `${folder}/meanwhile.mcap`;
  const live = await startCommand("live", "--qmp", socket, "--record", file);
  started.add(live.stop);
  const { viewer, bar } = await openLink(page, folder, live.link);

  await expect(bar).toContainText("Live");
  await expect(bar).toContainText(/(9|10)(\.\d+)? rounds\/s/);
  expect(page.url()).not.toContain("token");
  await expect(viewer.source("vcpu-1")).toBeVisible();
  // the page is only for this: nothing else is open, nothing is kept
  await expect(viewer.recordings).toHaveCount(1);
  expect(await page.evaluate(async () => (await navigator.serviceWorker?.getRegistrations())?.length ?? 0)).toBe(0);

  const exits = await viewer.statistic("exits", "vcpu-0");
  const raw = async () => Number(((await exits.raw.textContent()) ?? "").replace(/\D/g, ""));
  const before = await raw();
  await expect.poll(raw).toBeGreaterThan(before);

  // moved: it stays where it was put, while samples go on coming
  await expect.poll(() => samplesOf(viewer, "vm")).toBeGreaterThan(25);
  await viewer.chart("exits").ctrlWheel(0.3, -400);
  await expect(bar).toContainText("Paused");
  await page.mouse.move(5, 5);
  await expect(viewer.range).toContainText(/^Shown/);
  const stays = await rangeText(viewer);
  const had = await samplesOf(viewer, "vm");
  await expect.poll(() => samplesOf(viewer, "vm")).toBeGreaterThan(had + 10);
  expect(await rangeText(viewer)).toBe(stays);

  // asked to go on: as wide as it was, at the newest sample
  await bar.getByRole("button", { name: "Follow" }).click();
  await expect(bar).toContainText("Live");
  const span = /\(.*\)$/.exec(stays)?.[0] ?? "";
  await expect(viewer.range).toContainText(span);
  const went = await rangeText(viewer);
  await expect.poll(() => rangeText(viewer)).not.toBe(went);
  await page.keyboard.press("j");
  await expect(bar).toContainText("Paused");
  await page.keyboard.press("j");
  await expect(bar).toContainText("Live");

  const download = page.waitForEvent("download");
  await bar.getByRole("button", { name: "Save" }).click();
  const saved = `${folder}/saved.mcap`;
  await (await download).saveAs(saved);
  expect(await live.stop()).toBe(0);
  await expect(bar).toContainText("Ended: the recorder has ended");

  const watched = sequencesIn(readFileSync(saved));
  const written = sequencesIn(readFileSync(file));
  expect([...watched.keys()].sort()).toEqual(["/web/vcpu-0", "/web/vcpu-1", "/web/vm"]);
  for (const [topic, sequences] of watched) {
    expect(sequences.length).toBeGreaterThan(30);
    // the same rounds as on the disk, each once
    expect(sequences).toEqual(written.get(topic)?.slice(0, sequences.length));
  }

  // its server is gone, the page still opens files
  await viewer.open(saved);
  await expect(viewer.recordings).toHaveCount(2);
  await expect.poll(() => samplesOf(viewer, "vm")).toBe(watched.get("/web/vm")?.length);
});

test("a broken connection is said, taken up again, and nothing is lost or doubled @long", async ({
  page,
  folder,
  started,
  errors: _,
}) => {
  const socket = `${folder}/web.sock`;
  started.add(await startMonitor(socket));
  const file = `${folder}/meanwhile.mcap`;
  const live = await startCommand("live", "--qmp", socket, "--interval", "20ms", "--record", file);
  started.add(live.stop);
  const proxy = await startBreakingProxy(live.port);
  started.add(() => proxy.close());
  const { viewer, bar } = await openLink(page, folder, live.link.replace(`:${live.port}/`, `:${proxy.port}/`));
  await expect.poll(() => samplesOf(viewer, "vm")).toBeGreaterThan(20);

  proxy.breakAll(true);
  // long enough that the press comes before the page tries by itself
  await expect(bar).toContainText(/Reconnecting in [5-9] s: the server cannot be reached/);
  const had = await samplesOf(viewer, "vm");
  proxy.up();
  await bar.getByRole("button", { name: "Try now" }).click();
  await expect(bar).toContainText("Live");
  await expect.poll(() => samplesOf(viewer, "vm")).toBeGreaterThan(had + 50);
  for (let times = 0; times < 3; times++) {
    proxy.breakAll(false);
    const now = await samplesOf(viewer, "vm");
    await expect.poll(() => samplesOf(viewer, "vm")).toBeGreaterThan(now + 20);
  }

  const download = page.waitForEvent("download");
  await bar.getByRole("button", { name: "Save" }).click();
  const saved = `${folder}/saved.mcap`;
  await (await download).saveAs(saved);
  await expect(bar).not.toContainText("missed");
  await live.stop();
  const written = sequencesIn(readFileSync(file));
  for (const [topic, sequences] of sequencesIn(readFileSync(saved))) {
    expect(sequences.length).toBeGreaterThan(100);
    expect({ topic, sequences }).toEqual({ topic, sequences: written.get(topic)?.slice(0, sequences.length) });
  }
});

for (const recorded of [true, false]) {
  const where = recorded ? "the recording @long" : "the browser's disk @long";
  test(`what is shown stays within a small budget, and what was before is read again from ${where}`, async ({
    page,
    folder,
    started,
    errors: _,
  }) => {
    test.setTimeout(150_000);
    const socket = `${folder}/web.sock`;
    started.add(await startMonitor(socket, "--vcpus", "4"));
    const file = `${folder}/meanwhile.mcap`;
    const record = recorded ? ["--record", file] : [];
    const live = await startCommand("live", "--qmp", socket, "--interval", "5ms", "--held", "4MiB", ...record);
    started.add(live.stop);
    const { viewer, bar } = await openLink(page, folder, live.link);
    await page.setViewportSize({ width: 1800, height: 900 });
    const megabytes = async () => Number(/([\d.]+) MB/.exec((await bar.textContent()) ?? "")?.[1] ?? 0);
    const begins = async () => Number(/(\d+\.\d+)\s*s/.exec(await rangeText(viewer))?.[1] ?? 0);

    // stopped: what is shown stays, what comes is left out of memory
    await bar.getByRole("button", { name: "Stay here" }).click();
    await page.keyboard.press("0");
    await expect(bar).toContainText("newer samples are read when you follow again", { timeout: 40_000 });
    expect(await begins()).toBe(0);
    expect(await megabytes()).toBeLessThan(6);

    // at the newest again: the beginning is gone from memory
    await bar.getByRole("button", { name: "Follow" }).click();
    await expect(bar).toContainText("Live");
    await expect(bar).not.toContainText("newer samples");
    await bar.getByRole("button", { name: "Stay here" }).click();
    await page.keyboard.press("0");
    const dropped = await begins();
    expect(dropped).toBeGreaterThan(0.5);

    // and back to where it began
    await viewer.chart("exits").ctrlWheel(0.5, -200);
    await expect
      .poll(
        async () => {
          await viewer.chart("exits").plot.hover();
          await page.keyboard.down("Shift");
          await page.mouse.wheel(0, -1500);
          await page.keyboard.up("Shift");
          return begins();
        },
        { timeout: 60_000 },
      )
      .toBe(0);
    expect(await megabytes()).toBeLessThan(9);
    if (!recorded) return;
    await viewer.slider.press("Home");
    await expect(viewer.cursorTime).toHaveText(/^at 0\.?0*/);
    // the VM is read first: vCPUs have nothing yet at this moment
    const { raw } = await viewer.statistic("remote_tlb_flush", "vm");
    await live.stop();
    const samples: ShownSample[] = JSON.parse(await showJson(file));
    const first = samples.find(({ id }) => !id.includes("/vcpu-"));
    const flushes = first?.stats.find(({ name }) => name === "remote_tlb_flush")?.values[0];
    expect(flushes).toMatch(/^\d+$/);
    await expect.poll(async () => ((await raw.textContent()) ?? "").replace(/\D/g, "")).toBe(flushes);
  });
}

test("kvmscope view shows a file, and follows one that grows until it is closed", async ({
  page,
  folder,
  started,
  errors: _,
}) => {
  const socket = `${folder}/web.sock`;
  const stopMonitor = await startMonitor(socket);
  const whole = `${folder}/whole.mcap`;
  const live = await startCommand("live", "--qmp", socket, "--interval", "10ms", "--record", whole);
  started.add(live.stop);
  const { viewer, bar } = await openLink(page, folder, live.link);
  await expect.poll(() => samplesOf(viewer, "vm")).toBeGreaterThan(100);
  await live.stop();
  await stopMonitor();
  const all = readFileSync(whole);
  const samples = sequencesIn(all).get("/web/vm")?.length ?? 0;

  const shown = await startCommand("view", whole);
  started.add(shown.stop);
  await page.goto(shown.link);
  await expect.poll(() => samplesOf(viewer, "vm")).toBe(samples);
  await expect(viewer.recording("whole.mcap")).toBeVisible();
  await expect(bar).toBeHidden();
  await expect(viewer.range).toContainText(/^All/);

  // cut in the middle of a record; the rest comes later, in two pieces
  const growing = `${folder}/growing.mcap`;
  const [first, second] = [Math.floor(all.length * 0.7), all.length - 4];
  writeFileSync(growing, all.subarray(0, first));
  const grows = await startCommand("view", growing);
  started.add(grows.stop);
  await page.goto(grows.link);
  await expect(bar).toContainText("Following the file");
  appendFileSync(growing, all.subarray(first, second));
  await expect(bar).toContainText(/newest sample \d+\ss ago.* held, [1-9]\d* kB/);
  appendFileSync(growing, all.subarray(second));
  await expect.poll(() => samplesOf(viewer, "vm")).toBe(samples);
  await expect(bar).toBeHidden();
  await expect(viewer.problems).toHaveCount(0);
});

plain("a page that another server left on the port does not stand in the way @long", async ({ page }) => {
  const root = new URL("../../dist/page", import.meta.url).pathname;
  const before = createPageServer({ root });
  const port = await listenOnLoopback(before, { port: 0 });
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (navigator.serviceWorker.controller === null) {
      await new Promise((resolve) =>
        navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }),
      );
    }
  });
  await new Promise((resolve) => {
    before.close(resolve);
    before.closeAllConnections();
  });

  const file = new URL("../fixtures/x86_64-linux-6.18/vm.bin", import.meta.url).pathname;
  const shown = await startCommand("view", file, "--port", String(port));
  try {
    await page.goto(shown.link);
    await expect(page.locator('meta[name="kvmscope-served"]')).toHaveAttribute("content", "view");
    await expect(page.getByRole("region", { name: "Recordings" })).toContainText("vm.bin");
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  } finally {
    await shown.stop();
  }
});
