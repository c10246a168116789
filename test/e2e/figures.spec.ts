// Figures that follow from several statistics are charts like others.

import { roundOf, timedSeries, valuesOf } from "./support/dumps.ts";
import { expect, test } from "./test.ts";

/** What a statistic of vcpu-0 grew by over the recording's 4.75 s, all of its buckets together. */
function growth(name: string): number {
  const [first, last] = [0, 19].map((round) =>
    (valuesOf(roundOf("vcpu0", round)).get(name) ?? []).reduce((sum, value) => sum + value, 0n),
  );
  return Number((last ?? 0n) - (first ?? 0n));
}

/** 3 digits and a unit behind a space that does not break. */
function shown(value: number, unit: string): string {
  return `${Number(value.toPrecision(3))}\u00a0${unit}`;
}

test("time asleep, polls and their cost, over a recording: the quotients of what the dumps say", async ({ viewer }) => {
  await viewer.open(timedSeries(["vm", "vcpu0"]));
  /** What a figure's legend says of vcpu-0: its mean over all that is shown. */
  async function mean(figure: string) {
    const chart = viewer.chart(figure);
    await chart.panel.scrollIntoViewIfNeeded();
    return chart.values.filter({ hasText: "vcpu-0" });
  }
  const waste = growth("halt_poll_fail_ns") / 4.75e9;
  await expect(await mean("CPU burnt in failed polls")).toHaveText(`vcpu-0 ${shown(waste * 100, "%")}`);
  await expect(await mean("Poll success")).toHaveText("vcpu-0 0\u00a0%");

  // a counter's mean and a histogram's are growth by time too
  for (const name of ["exits", "halt_wait_hist"])
    await expect(await mean(name)).toHaveText(`vcpu-0 ${Number((growth(name) / 4.75).toPrecision(3))}/s`);

  // a halting guest that is woken 400 times a second sleeps nearly all the time, and never more than that
  const share = growth("halt_wait_ns") / 4.75e9;
  await expect(await mean("Time asleep")).toHaveText(`vcpu-0 ${shown(share * 100, "%")}`);
  const asleep = viewer.chart("Time asleep");
  await expect(asleep.plot.getByText("100 %", { exact: true })).toBeVisible();
  await expect(asleep.plot.getByText("150 %", { exact: true })).toHaveCount(0);

  // a figure is at home among what it is about
  const section = viewer.page.getByRole("region", { name: /^Halts and polling/ });
  await expect(section.getByRole("region", { name: "Time asleep", exact: true })).toBeVisible();
  await expect(section.getByRole("region", { name: "halt_wait_hist", exact: true })).toBeVisible();
});
