// What a recording says about itself: its host, how its VMs were read, what to doubt because of that.

import { AxeBuilder } from "@axe-core/playwright";
import { roundOf } from "./support/dumps.ts";
import { cellsOf } from "./support/histogram.ts";
import { pollSeries } from "./support/polls.ts";
import { clockPair, recordingOf } from "./support/recorded.ts";
import { expect, test } from "./test.ts";

const DISTURBS = "QEMU 7.2 interrupts every vCPU each time its statistics are read: exits are partly its own";
const HOST = {
  kernel: "6.18.5-1",
  architecture: "x86_64",
  cpu_model: "EPYC\u202e 9654",
  interval: "250000000",
  kvmscope: "1.0.0",
  boot_id: "8f1d2b0c-6c1e-4a27-9d3f-0a5b6c7d8e9f",
  "kvm.halt_poll_ns": "200000",
  "kvm.tdp_mmu": "Y",
  ["__proto__"]: "<img src=x onerror=alert(1)>",
};

test("the host, how each VM was read, the banner of the disturbed one, missing rounds and a step of the clock", async ({
  viewer,
  browserName,
}) => {
  const { page } = viewer;
  const rounds = Array.from({ length: 20 }, (_, round) => round).filter((round) => round < 6 || round > 10);
  const samples = (["vm", "vcpu0"] as const).flatMap((source) =>
    rounds.map((round) => ({ source: source.replace("cpu", "cpu-"), round, bytes: roundOf(source, round) })),
  );
  const file = await recordingOf(
    "night.mcap",
    [
      { vm: "web", pid: "4242", how: "stats-fd", disturbs: null, reconstructed: false, samples },
      { vm: "db\u202e", pid: null, how: "qmp", disturbs: DISTURBS, reconstructed: true, samples },
    ],
    [
      ["kvmstats.host", HOST],
      clockPair(0),
      ["rack", { place: "B\u00075", toString: "7" }],
      clockPair(3, -2_500_000_000n),
      clockPair(5, -2_500_000_000n),
    ],
  );
  await viewer.open([file]);

  const banner = page.getByRole("status").filter({ hasText: "changed what was measured" });
  await expect(banner).toContainText(`Reading db\\u202e changed what was measured: ${DISTURBS}`);

  const host = page.getByRole("region", { name: "Host", exact: true });
  await expect(host.getByText("Kernel", { exact: true })).toBeHidden();
  await host.getByText("6.18.5-1, x86_64", { exact: true }).click();
  const fact = (name: string) =>
    host
      .locator("dl > div")
      .filter({ has: page.getByText(name, { exact: true }) })
      .getByRole("definition");
  await expect(fact("CPU")).toHaveText("EPYC\\u202e 9654");
  await expect(fact("Interval")).toHaveText("250\u00a0ms (250\u2009000\u2009000\u00a0ns)");
  await expect(fact("kvm.halt_poll_ns")).toHaveText("200\u00a0µs (200\u2009000\u00a0ns)");
  await expect(fact("__proto__")).toHaveText("<img src=x onerror=alert(1)>");
  await expect(fact("kvm.tdp_mmu")).toBeHidden();
  await host.getByText("1 more module parameter", { exact: true }).click();
  await expect(fact("kvm.tdp_mmu")).toHaveText("yes");

  const read = page.getByRole("region", { name: "How it was read" });
  await expect(read.getByRole("definition")).toHaveText([
    "QEMU monitor: id and offsets reconstructed",
    "stats fds of process 4242",
  ]);
  const others = page.getByRole("region", { name: "Other metadata" });
  await others.getByText("rack", { exact: true }).click();
  await expect(others.getByRole("definition")).toHaveText(["B\\x075", "7"]);

  await banner.getByRole("button", { name: "Show in Quality" }).click();
  const quality = page.getByRole("main", { name: "Quality" });
  await expect(quality.getByText("Checked 60 samples of 4 sources", { exact: true })).toBeVisible();
  await expect(quality.getByRole("row", { name: /^Gaps 0/ })).toBeVisible();
  await expect(quality.getByRole("table", { name: "Missing rounds" })).toContainText(
    "all 4 sources5 rounds are missing in 1.5\u00a0s",
  );
  const disturbed = await cellsOf(quality.getByRole("table", { name: "Disturbed sources" }));
  expect(disturbed).toEqual([["–", "db\\u202e/vm and 1 more", DISTURBS]]);
  await expect(quality.getByRole("table", { name: "Clock steps" })).toContainText("the clock went 2.5\u00a0s back");
  for (const [colorScheme, width] of [
    ["light", 1440],
    ["dark", 700],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    // axe judges the page's structure, the same in every browser; Firefox 153 crashes under it
    if (browserName === "chromium") {
      const axe = new AxeBuilder({ page }).include(".host").include(".caution").include(".quality");
      const { violations } = await axe.analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wider).toBeLessThanOrEqual(0);
  }
  await quality
    .getByRole("table", { name: "Clock steps" })
    .getByRole("button", { name: "0.00\u00a0s – 3.00\u00a0s" })
    .click();
  await expect(viewer.range).toContainText("Selected 0.00");
  await viewer.waitUntilIdle();
  await expect(viewer.problems).toHaveCount(0);

  await banner.getByRole("button", { name: "Dismiss" }).click();
  await expect(banner).toHaveCount(0);
  await expect(host).toBeVisible();
});

test("the current halt_poll_ns comes from the recording's host until the user knows better", async ({ viewer }) => {
  const { page } = viewer;
  const polls = pollSeries(11, {
    halt_poll_success_hist: { 17: 975n, 19: 25n },
    halt_poll_fail_hist: { 18: 100n },
    halt_successful_poll: 1000n,
    halt_attempted_poll: 1100n,
    halt_poll_success_ns: 87_500_000n,
    halt_poll_fail_ns: 20_000_000n,
  });
  const samples = polls.map(({ bytes }, round) => ({ source: "vcpu-0", round, bytes }));
  const vm = { vm: "web", pid: null, how: "stats-fd", disturbs: null, reconstructed: false, samples };
  await viewer.open([await recordingOf("polls.mcap", [vm], [["kvmstats.host", HOST]])]);
  await page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: "Halt polling" }).click();

  const current = page.getByRole("textbox", { name: "Current halt_poll_ns" });
  const advice = page.getByRole("region", { name: "Advice" });
  await expect(current).toHaveValue("200000");
  await expect(current).toHaveAccessibleDescription("from the recording's host");
  await expect(advice).toContainText("The current 200 µs keeps 97.5 %");

  await current.fill("131071");
  await expect(advice).toContainText("The current 131 µs keeps");
  // advised and current at one place: one label in each chart
  await expect(advice.getByText("131 µs, current", { exact: true })).toHaveCount(2);
  await expect(current).toHaveAccessibleDescription("the recording's host had 200\u2009000 ns");
  await current.fill("");
  await expect(current).toHaveValue("");
  await expect(advice).not.toContainText("The current");
  await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);
  await page.getByRole("button", { name: "Use it" }).click();
  await expect(current).toHaveValue("200000");
  await expect(advice).toContainText("The current 200 µs keeps 97.5 %");
});
