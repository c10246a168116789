// What to doubt about a recording, and where.

import { AxeBuilder } from "@axe-core/playwright";
import { timedSeries } from "./support/dumps.ts";
import { withFault, withValue } from "./support/faults.ts";
import { expect, test } from "./test.ts";

test("a recording with a reset, a gap, a boolean 2 and a broken identity: each is found and leads to its place", async ({
  viewer,
  browserName,
}) => {
  const { page } = viewer;
  // vcpu-0 has no dumps for 1.5 s from round 5 on, while the VM has; from round 12 on its exits count from 3 again
  let files = timedSeries(["vm", "vcpu0"]).filter(({ path }, index) => {
    const round = index % 20;
    return !path.startsWith("vcpu0-") || round < 6 || round > 10;
  });
  for (let round = 7; round < 15; round++) {
    const count = BigInt(round - 4);
    files = withFault(files, { source: "vcpu0", round }, (dump) => withValue(dump, "exits", count));
  }
  files = withFault(files, { source: "vcpu0", round: 9 }, (dump) => withValue(dump, "blocking", 2n));
  // five samples that no successful poll accounts for
  for (let round = 10; round < 15; round++) {
    files = withFault(files, { source: "vcpu0", round }, (dump) => withValue(dump, "halt_poll_success_hist", 77n, 4));
  }
  await viewer.open(files);

  await page.getByRole("button", { name: "Quality", exact: true }).click();
  const quality = page.getByRole("main", { name: "Quality" });
  await expect(quality.getByText("Checked 35 samples of 2 sources", { exact: true })).toBeVisible();
  const checked = quality.getByRole("table", { name: "What was checked" });
  const count = (kind: string) =>
    checked
      .getByRole("row", { name: new RegExp(`^${kind}`) })
      .getByRole("cell")
      .first();
  await expect(count("Resets")).toHaveText("1");
  await expect(count("Impossible values")).toHaveText("2");
  await expect(count("Gaps")).toHaveText("1");
  await expect(count("Missing sources")).toHaveText("1");
  await expect(count("Late rounds")).toHaveText("0");
  await expect(count("Samples cut short")).toHaveText("0");
  await expect(count("Findings in the files")).toHaveText("6");

  const impossible = quality.getByRole("table", { name: "Impossible values" });
  await expect(impossible.getByRole("row").nth(1)).toContainText("2, expected 0 or 1: blocking");
  await expect(impossible.getByRole("row").nth(2)).toContainText(
    "77, expected halt_successful_poll = 0: 77 too many, in 5 samples: halt_poll_success_hist",
  );
  await expect(quality.getByRole("table", { name: "Missing sources" })).toContainText(
    "not recorded for 1.5\u00a0s; another source of the VM has 5 samples there",
  );

  // axe judges the page's structure, the same in every browser; Firefox 153 crashes under it
  if (browserName === "chromium") {
    const { violations } = await new AxeBuilder({ page }).include(".quality").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }

  // the broken identity: its histogram is charted, the cursor stands there
  await impossible.getByRole("button", { name: "halt_poll_success_hist" }).click();
  await expect(viewer.chart("halt_poll_success_hist").plot).toBeInViewport();
  await expect(viewer.cursorTime).toHaveText("at 4.75\u00a0s");

  // the gap: selected in the charts
  await page.getByRole("button", { name: "Quality", exact: true }).click();
  await quality.getByRole("table", { name: "Gaps" }).getByRole("button", { name: "1.25\u00a0s – 2.75\u00a0s" }).click();
  await expect(viewer.range).toContainText("Selected 1.25");
  await expect(viewer.cursorTime).toHaveText("at 2.75\u00a0s");

  // the reset, by keyboard
  await page.getByRole("button", { name: "Quality", exact: true }).click();
  await checked.getByRole("button", { name: "Resets" }).press("Enter");
  await expect(quality.getByRole("heading", { name: /^Resets/ })).toBeFocused();
  await quality.getByRole("table", { name: "Resets" }).getByRole("button", { name: "exits" }).press("Enter");
  await expect(viewer.chart("exits").plot).toBeInViewport();
  await expect(viewer.cursorTime).toHaveText("at 3.00\u00a0s");
  const exits = await viewer.statistic("exits", "vcpu-0");
  await expect(exits.rate).toHaveText("reset");
});

test("a recording without faults says what was checked", async ({ viewer }) => {
  await viewer.open(timedSeries(["vm", "vcpu0", "vcpu1"]));
  await viewer.page.getByRole("button", { name: "Quality", exact: true }).click();
  const quality = viewer.page.getByRole("main", { name: "Quality" });
  await expect(quality.getByText("Checked 60 samples of 3 sources", { exact: true })).toBeVisible();
  await expect(quality.getByText("Nothing doubtful: every check above passed")).toBeVisible();
  await expect(quality.getByRole("row", { name: /^Gaps 0 no sample for over 3 times/ })).toBeVisible();
});
