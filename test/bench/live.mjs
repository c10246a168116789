// @ts-check
// node test/bench/live.mjs [DIST]… [--rounds 2] [--seconds 10] [--interval 100ms] [--profile FILE]: what following costs the
// page's main thread, for each of the builds in turn (dist of this repository unless given): `kvmscope live` of a replayed VM
// of 4 vCPUs in Chromium, against the same page when the recorder has ended. The machine's load is said: compare only what
// was measured in one go.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright";
import { browserArguments, findBrowser } from "../../scripts/browser.mjs";

const repository = resolve(import.meta.dirname, "../..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "2" },
    seconds: { type: "string", default: "10" },
    interval: { type: "string", default: "100ms" },
    vcpus: { type: "string", default: "4" },
    profile: { type: "string" },
  },
});
const seconds = Number(values.seconds);
const builds = positionals.length > 0 ? positionals : [join(repository, "dist")];

/**
 * The first output of a child that matches.
 * @param {import("node:child_process").ChildProcess} child
 * @param {RegExp} pattern
 * @returns {Promise<string>}
 */
function lineOf(child, pattern) {
  return new Promise((found, failed) => {
    let text = "";
    child.stdout?.on("data", (part) => {
      text += part;
      const match = pattern.exec(text);
      if (match !== null) found(match[0]);
    });
    child.on("exit", (code) => failed(new Error(`ended with ${code}: ${text}`)));
  });
}

/**
 * Main thread and frames over some seconds.
 * @param {import("playwright").Page} page
 * @param {import("playwright").CDPSession} cdp
 */
async function measure(page, cdp) {
  const read = async () => {
    const { metrics } = await cdp.send("Performance.getMetrics");
    return new Map(metrics.map(({ name, value }) => [name, value]));
  };
  const before = await read();
  const began = performance.now();
  const { gaps, pictures } = await page.evaluate((ms) => {
    /** @type {number[]} */
    const between = [];
    let count = 0;
    const tree = document.querySelector('[role="tree"]');
    const watched = new MutationObserver(() => count++);
    if (tree !== null) watched.observe(tree, { subtree: true, childList: true, characterData: true });
    /** @type {Promise<{gaps: number[], pictures: number}>} */
    const done = new Promise((finish) => {
      const end = performance.now() + ms;
      let last = performance.now();
      const step = () => {
        const now = performance.now();
        between.push(now - last);
        last = now;
        if (now < end) requestAnimationFrame(step);
        else {
          watched.disconnect();
          finish({ gaps: between, pictures: count });
        }
      };
      requestAnimationFrame(step);
    });
    return done;
  }, seconds * 1000);
  const after = await read();
  const elapsed = (performance.now() - began) / 1000;
  const spent = (/** @type {string} */ name) => (1000 * ((after.get(name) ?? 0) - (before.get(name) ?? 0))) / elapsed;
  gaps.sort((a, b) => a - b);
  return {
    task: spent("TaskDuration"),
    script: spent("ScriptDuration"),
    layout: spent("LayoutDuration") + spent("RecalcStyleDuration"),
    p95: gaps[Math.floor(gaps.length * 0.95)] ?? 0,
    frames: gaps.length / elapsed,
    pictures: pictures / elapsed,
  };
}

/** @param {string} dist */
async function watch(dist) {
  const folder = mkdtempSync(join(tmpdir(), "kvmscope-live-"));
  const socket = join(folder, "web.sock");
  const monitor = spawn(process.execPath, [
    join(repository, "test/support/monitor.mjs"),
    ...[socket, "--version", "11.1.3", "--name", "web", "--vcpus", values.vcpus],
  ]);
  await lineOf(monitor, /listening/);
  const main = join(resolve(dist), "cli/main.js");
  const command = spawn(process.execPath, [
    main,
    "live",
    "--qmp",
    socket,
    "--interval",
    values.interval,
    "--port",
    "0",
  ]);
  const executablePath = findBrowser();
  const browser = await chromium.launch({
    args: browserArguments(),
    ...(executablePath === undefined ? {} : { executablePath }),
  });
  try {
    const link = await lineOf(command, /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.goto(link);
    await page.getByRole("treeitem", { name: /^vcpu-0.*\b[3-9]\d samples/ }).waitFor();
    // the last few seconds, gliding: as long as all is shown, all of it is drawn anew with each sample
    const box = await page.locator("[data-chart]").first().getByRole("application").boundingBox();
    if (box === null) throw new Error("Cannot find a chart");
    await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -800);
    await page.keyboard.up("Control");
    await page.getByRole("button", { name: "Follow" }).click();
    await page.mouse.move(5, 5);
    await page.getByText("Live", { exact: true }).first().waitFor();
    if (values.profile !== undefined) {
      await cdp.send("Profiler.enable");
      await cdp.send("Profiler.start");
      await page.waitForTimeout(seconds * 1000);
      writeFileSync(values.profile, JSON.stringify((await cdp.send("Profiler.stop")).profile));
    }
    const live = await measure(page, cdp);
    command.kill("SIGINT");
    await page.getByText("Ended", { exact: true }).waitFor();
    return { live, idle: await measure(page, cdp) };
  } finally {
    await browser.close();
    command.kill("SIGKILL");
    monitor.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

for (let round = 0; round < Number(values.rounds); round++) {
  for (const dist of builds) {
    const { live, idle } = await watch(dist);
    const parts = Object.entries({ live, idle }).map(
      ([name, each]) =>
        `${name}: task ${each.task.toFixed(0)} script ${each.script.toFixed(0)} layout ${each.layout.toFixed(0)} ms/s, ` +
        `gap p95 ${each.p95.toFixed(1)} ms, ${each.frames.toFixed(0)} frames/s, ${each.pictures.toFixed(1)} pictures/s`,
    );
    const picture = (live.task - idle.task) / live.pictures;
    process.stdout.write(
      `${dist} (load ${(loadavg()[0] ?? 0).toFixed(1)})\n  ${parts.join("\n  ")}\n` +
        `  live / idle: gap ${(live.p95 / idle.p95).toFixed(2)}; ${picture.toFixed(0)} ms a picture\n`,
    );
  }
}
