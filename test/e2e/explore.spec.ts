// Somebody who clicks everything: random controls, keys and drags on the sample. Nothing may complain, hang or get lost.
// KVMSCOPE_SEED repeats a run, KVMSCOPE_EXPLORE sets its seconds (6; test:long takes 180).

import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./test.ts";

const SECONDS = Number(process.env["KVMSCOPE_EXPLORE"] ?? 6);
const SEED = Number(process.env["KVMSCOPE_SEED"] ?? Date.now() % 2 ** 31);
/** They leave the page, or open what belongs to the operating system. */
const LEFT_OUT = /^(Open files|Open folder|Open session|Choose|Reload the page|Load it)/;
const KEYS = [
  "Tab",
  "Enter",
  "Escape",
  "ArrowRight",
  "ArrowLeft",
  "Space",
  "w",
  "s",
  "a",
  "d",
  "0",
  "z",
  "?",
  "Control+k",
  "m",
  "n",
];
const CONTROLS =
  'button:visible, [role="application"]:visible, select:visible, input:visible, [role="slider"]:visible, [role="treeitem"]:visible, [role="option"]:visible, [role="menuitem"]:visible, summary:visible';

test.setTimeout(SECONDS * 1000 + 120_000);
test.use({ sample: "small" });

/** mulberry32: a number in [0, 1) from a seed. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Does something to a control, as its kind invites to. Returns what was done; null when it has gone meanwhile. */
async function use(page: Page, control: Locator, chance: () => number): Promise<string | null> {
  const box = await control.boundingBox({ timeout: 500 }).catch(() => null);
  if (box === null) return null;
  const { tag, role, type, name } = await control.evaluate((element) => ({
    tag: element.tagName,
    role: element.getAttribute("role") ?? "",
    type: element.getAttribute("type") ?? "",
    name: (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 60),
  }));
  if (LEFT_OUT.test(name) || type === "file") return null;
  const what = `${tag} ${role} ${type} "${name}"`;
  if (tag === "SELECT") {
    const options = await control.locator("option").count();
    await control.selectOption({ index: Math.floor(chance() * options) }, { timeout: 1000 });
  } else if (tag === "INPUT" && ["text", "search", ""].includes(type)) {
    await control.fill(["", "halt", "0x40", "1e999", "<b>", "250"][Math.floor(chance() * 6)] ?? "", { timeout: 1000 });
  } else if (role === "application" || role === "slider") {
    const at = (share: number) => [box.x + box.width * share, box.y + box.height / 2] as const;
    await page.mouse.move(...at(chance()));
    await page.mouse.down();
    await page.mouse.move(...at(chance()), { steps: 3 });
    await page.mouse.up();
  } else {
    await control.click({ timeout: 1000, noWaitAfter: true });
  }
  return what;
}

test("random use breaks nothing", async ({ viewer }) => {
  const { page } = viewer;
  const chance = random(SEED);
  const done: string[] = [];
  process.stdout.write(`exploring ${SECONDS} s: KVMSCOPE_SEED=${SEED} repeats it\n`);
  page.on("download", (download) => void download.cancel());
  const end = Date.now() + SECONDS * 1000;
  while (Date.now() < end) {
    if (chance() < 0.25) {
      const key = KEYS[Math.floor(chance() * KEYS.length)] ?? "Tab";
      await page.keyboard.press(key);
      done.push(`key ${key}`);
      continue;
    }
    // a dialog takes all clicks: what lies under it is not there
    const dialog = page.locator('[role="dialog"]:visible, dialog[open]').last();
    const controls = ((await dialog.count()) > 0 ? dialog : page.locator("body")).locator(CONTROLS);
    const count = await controls.count();
    if (count === 0) {
      await page.keyboard.press("Escape");
      continue;
    }
    const what = await use(page, controls.nth(Math.floor(chance() * count)), chance).catch(() => null);
    if (what !== null) done.push(what);
  }
  expect(done.length, "things done").toBeGreaterThan(SECONDS / 4);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await viewer.waitUntilIdle();
  await expect(page.getByRole("heading", { level: 1, name: "kvmscope" }), done.slice(-12).join("\n")).toBeVisible();
  await expect(page.getByText(/^Cannot show/), done.slice(-12).join("\n")).toHaveCount(0);
});
