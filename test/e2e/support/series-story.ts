// The same story in both servers: with shared memory between two workers, and with one worker that owns it.

import { twin } from "../../support/fixtures.ts";
import { expect, test } from "../test.ts";
import { ROUNDS, roundOf, type SeriesSource, shownDigits, valuesOf } from "./dumps.ts";

/** Rounds without times are opened, given 250 ms, and end with the values of the last round. */
export function seriesStory(chip: string): void {
  test("rounds without times, given 250 ms, end with the values of the last dumps, digit for digit", async ({
    viewer,
  }) => {
    const given: readonly SeriesSource[] = ["vm", "vcpu0", "vcpu1"];
    await viewer.open(
      given.flatMap((source) =>
        Array.from({ length: ROUNDS }, (_, round) => ({
          path: `${String(round).padStart(4, "0")}-${source}.bin`,
          bytes: roundOf(source, round),
        })),
      ),
    );
    await expect(viewer.page.getByText(chip, { exact: true })).toBeVisible();
    await expect(viewer.interval).toContainText("60 dumps carry no time");
    await viewer.setInterval("250", "ms");
    await expect(viewer.range).toContainText("(4.75\u00a0s)");
    await expect(viewer.cursorTime).toHaveText("at 4.75\u00a0s");
    await viewer.waitUntilIdle();

    await viewer.showAllStatistics();
    const rows = await viewer.rows();
    for (const [label, file] of [
      ["vm", "vm"],
      ["vcpu-0", "vcpu0"],
    ] as const) {
      const expected = twin(`x86_64-linux-6.18/series/0019-${file}.json`).stats;
      expect(rows.filter((row) => row.source === label).map((row) => [row.name, row.raw])).toEqual(
        expected.map((stat) => [stat.name, shownDigits(stat.values.map(BigInt))]),
      );
    }
    // the growth of the last 250 ms, as a rate
    const [before, after] = [18, 19].map((round) => valuesOf(roundOf("vcpu0", round)).get("exits")?.[0] ?? 0n);
    const perSecond = Number((after ?? 0n) - (before ?? 0n)) / 0.25;
    const exits = rows.find((row) => row.source === "vcpu-0" && row.name === "exits");
    expect(exits?.rate).toBe(`${perSecond}/s`);
  });
}
