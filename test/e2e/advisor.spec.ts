// The halt-polling advisor: what another halt_poll_ns would have kept and cost.

import { cellsOf } from "./support/histogram.ts";
import { pollSeries } from "./support/polls.ts";
import { expect, test } from "./test.ts";
import type { Viewer } from "./viewer.ts";

async function openAdvisor({ page }: Viewer): Promise<void> {
  await page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: "Halt polling" }).click();
  await expect(page.getByRole("main", { name: "Halt polling" })).toBeVisible();
}

function adviceOf({ page }: Viewer) {
  const region = page.getByRole("region", { name: "Advice" });
  return {
    region,
    sentence: region.getByRole("status"),
    candidates: region.getByRole("table", { name: "Candidates for halt_poll_ns" }),
    checks: page.getByRole("table", { name: /^Buckets against the exact counters/ }),
  };
}

test("975 of 1000 polls below 131 µs: the smallest setting that keeps 95 % of them, and what it costs", async ({
  viewer,
}) => {
  const { page } = viewer;
  // in each of 10 intervals of 250 ms: 1,000 successful polls of 87.5 ms together, 100 failed ones of 20 ms
  await viewer.open(
    pollSeries(11, {
      halt_poll_success_hist: { 17: 975n, 19: 25n },
      halt_poll_fail_hist: { 18: 100n },
      halt_wait_hist: { 24: 10n },
      halt_successful_poll: 1000n,
      halt_attempted_poll: 1100n,
      halt_poll_success_ns: 87_500_000n,
      halt_poll_fail_ns: 20_000_000n,
      halt_wait_ns: 120_000_000n,
    }),
  );
  await openAdvisor(viewer);
  const { sentence, candidates, checks, region } = adviceOf(viewer);
  // 90.78 to 97.33 ms in 250 ms
  await expect(sentence).toHaveText("131 µs keeps 97.5 % of the 10 000 successful polls at 36.3 % – 38.9 % of a CPU");
  const rows = await cellsOf(candidates);
  expect(rows.map((cells) => cells.slice(1, 4))).toEqual([
    ["0", "0.000 %", "0 %"],
    ["131071", "97.500 %", "36.3 % – 38.9 %"],
    ["262143", "97.500 %", "40.4 % – 43 %"],
    ["524287", "100.000 %", "43 %"],
  ]);
  for (const cells of await cellsOf(checks)) expect(cells.at(-1)).toBe("agrees");

  await page.getByRole("combobox", { name: "Keep at least" }).selectOption("99");
  await expect(sentence).toHaveText("524 µs keeps 100 % of the 10 000 successful polls at 43 % of a CPU");
  const current = page.getByRole("textbox", { name: "Current halt_poll_ns" });
  await current.fill("200000");
  await expect(region).toContainText("The current 200 µs keeps 97.5 %");
  await expect(candidates.getByRole("row", { name: /^200 µs\s*current/ })).toBeVisible();
  // longer than any poll: nothing is extrapolated
  await current.fill("1000000");
  await expect(candidates.getByRole("row", { name: /^1 ms/ })).toContainText("not measured");
  await expect(region).toContainText("is longer than any poll of this range");
  await current.fill("soon");
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Cannot use this setting");
});

test.describe("the bundled sample", () => {
  test.use({ sample: "bundled" });

  test("has hardly a successful poll: the advisor says so, and of one vCPU without any what its polls cost", {
    tag: "@long",
  }, async ({ viewer }) => {
    await openAdvisor(viewer);
    const { region, sentence, checks, candidates } = adviceOf(viewer);
    await expect(sentence).toContainText(
      /^Polling caught next to nothing: 2 of \d+ polls succeeded; all together cost/,
    );
    await expect(candidates).toBeVisible();
    await expect(candidates.getByText("advised")).toHaveCount(0);
    await expect(region).toContainText(/Only 2 of \d+ polls succeeded: too few to choose by/);
    await expect(checks.locator("tbody td:last-child")).toHaveText(Array.from({ length: 5 }, () => "agrees"));
    await viewer.page.getByRole("combobox", { name: "vCPUs" }).selectOption("vcpu-0");
    await expect(sentence).toContainText("None of the 45 polls succeeded: they caught nothing and cost 439 µs");
    const failed = viewer.page.getByRole("table", { name: /^Failed polls/ });
    expect((await cellsOf(failed)).reduce((sum, cells) => sum + Number(cells[2]), 0)).toBe(45);
  });
});
