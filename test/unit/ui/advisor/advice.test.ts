import { describe, expect, it } from "vitest";
import type { Polls } from "../../../../web/series/halt-polling.ts";
import type { Buckets } from "../../../../web/series/percentile.ts";
import {
  adviceOf,
  adviceText,
  cautionText,
  checksOf,
  currentText,
  limitText,
  parseSetting,
} from "../../../../web/ui/advisor/advice.ts";
import type { Evidence } from "../../../../web/ui/advisor/evidence.ts";
import { curveOf } from "../../../../web/ui/advisor/trade-off-points.ts";

const NS: Buckets = { type: "log-histogram", unit: "seconds", base: 10, exponent: -9, size: 32, bucketSize: 0 };

function polls(filled: Record<number, bigint>, total: bigint | null): Polls {
  const counts = new BigUint64Array(32);
  for (const [bucket, count] of Object.entries(filled)) counts[Number(bucket)] = count;
  return { buckets: NS, counts, total };
}

/** 975 polls of 65 µs to 131 µs, 25 up to 524 µs and 100 failed ones of 131 µs to 262 µs, in 10 s. */
function evidence(change: Partial<Evidence> = {}): Evidence {
  return {
    success: polls({ 17: 975n, 19: 25n }, 87_500_000n),
    fail: polls({ 18: 100n }, 20_000_000n),
    wait: polls({ 24: 100n }, 1_200_000_000n),
    counters: {
      halt_successful_poll: 1000n,
      halt_attempted_poll: 1100n,
      halt_poll_success_ns: 87_500_000n,
      halt_poll_fail_ns: 20_000_000n,
      halt_wait_ns: 1_200_000_000n,
    },
    reset: false,
    covered: 10_000_000_000n,
    vcpus: 1,
    ...change,
  };
}

function plain(text: string | null): string | null {
  return text?.replaceAll(/[\u00a0\u2009]/g, " ") ?? null;
}

describe("adviceText", () => {
  it("names the smallest candidate that keeps enough, what it keeps and what it costs", () => {
    const given = evidence();
    const advice = adviceOf(given, 95, null);
    expect(advice.chosen?.candidate).toBe(131_071n);
    // of 87.5 ms the cap saves 25 times 131,073 to 393,216 ns: 77.67 to 84.22 ms, and 100 times 131,071 ns in vain
    expect(plain(adviceText(advice, given, 95))).toBe(
      "131 µs keeps 97.5 % of the 1 000 successful polls at 0.908 % – 0.973 % of a CPU",
    );
    expect(plain(adviceText(adviceOf(given, 99, null), given, 99))).toBe(
      "524 µs keeps 100 % of the 1 000 successful polls at 1.07 % of a CPU",
    );
    expect(cautionText(advice)).toBeNull();
    expect(plain(limitText(given))).toContain("the longest poll lasted less than 524 µs");
  });

  it("has nothing to advise without polls, and says what polls cost that caught nothing", () => {
    const none = evidence({ success: polls({}, 0n), fail: polls({}, 0n) });
    expect(adviceText(adviceOf(none, 95, null), none, 95)).toContain("No vCPU polled");
    expect(limitText(none)).toBeNull();
    const vain = evidence({ success: polls({}, 0n) });
    const advice = adviceOf(vain, 95, null);
    expect(plain(adviceText(advice, vain, 95))).toBe(
      "None of the 100 polls succeeded: they caught nothing and cost 20 ms, 0.2 % of a CPU",
    );
    expect(plain(cautionText(advice))).toContain("Only 0 of 100 polls succeeded");
  });

  it("advises nothing by a handful of successful polls, and says what all polls cost", () => {
    const few = evidence({ success: polls({ 17: 2n }, 175_000n) });
    const advice = adviceOf(few, 95, null);
    expect(advice.chosen).toBeNull();
    expect(advice.rows.length).toBeGreaterThan(1);
    expect(plain(adviceText(advice, few, 95))).toBe(
      "Polling caught next to nothing: 2 of 102 polls succeeded; all together cost 20.2 ms, 0.202 % of a CPU",
    );
    const most = evidence({ success: polls({ 17: 99n }, 8_000_000n), fail: polls({ 18: 1n }, 200_000n) });
    expect(adviceOf(most, 95, null).chosen).toBeNull();
    expect(plain(adviceText(adviceOf(most, 95, null), most, 95))).toMatch(
      /^Too few polls to advise by: 99 of 100 polls succeeded; all together cost 8\.2 ms/,
    );
    const enough = evidence({ success: polls({ 17: 100n }, 9_000_000n) });
    expect(adviceOf(enough, 95, null).chosen).not.toBeNull();
  });

  it("says of the current setting only what was measured", () => {
    const given = evidence();
    const say = (current: bigint) => plain(currentText(adviceOf(given, 95, current), given, current));
    expect(say(524_287n)).toBe("The current 524 µs keeps 100 % at 1.07 % of a CPU");
    expect(say(200_000n)).toContain("keeps 97.5 %");
    expect(say(200_000n)).toContain("longer polls were seen");
    expect(say(100_000n)).toContain("keeps 0 % – 97.5 %");
    expect(say(600_000n)).toContain("is longer than any poll of this range");
    expect(adviceOf(given, 95, 600_000n).rows.every(({ candidate }) => candidate <= 524_287n)).toBe(true);
    expect(adviceOf(given, 95, 200_000n).rows.map(({ candidate }) => candidate)).toEqual([
      0n,
      131_071n,
      200_000n,
      262_143n,
      524_287n,
    ]);
    expect(currentText(adviceOf(given, 95, null), given, null)).toBeNull();
  });
});

it("holds buckets against exact counters and says by how much they differ", () => {
  expect(checksOf(evidence()).map(({ verdict }) => verdict)).toEqual(Array.from({ length: 5 }, () => "agrees"));
  const counters = { ...evidence().counters, halt_successful_poll: 998n, halt_poll_fail_ns: 1_000_000n };
  const [count, failed, , time] = checksOf(evidence({ counters }));
  expect(count).toMatchObject({ verdict: "2 more in the buckets", good: false });
  expect(failed?.verdict).toBe("2 fewer in the buckets");
  // at least 100 times 131,072 ns
  expect(plain(time?.verdict ?? "")).toBe("92.4 % below the bounds");
});

it("takes whole ns that an unsigned int holds", () => {
  expect(parseSetting("200000")).toBe(200_000n);
  expect(parseSetting("200 000")).toBe(200_000n);
  expect(parseSetting("4294967295")).toBe(4_294_967_295n);
  for (const wrong of [null, "", "-1", "1.5", "4294967296", "0x10", "1e3", "ten"])
    expect(parseSetting(wrong)).toBeNull();
});

it("draws a curve that rises, from no polling to the longest poll, with bounds around it", () => {
  const { success, fail, covered } = evidence();
  const points = curveOf(success, fail, [0n, 131_071n, 262_143n, 524_287n], covered);
  expect(points[0]).toMatchObject({ candidate: 0n, kept: [0, 0], cost: [0, 0] });
  expect(points.at(-1)).toMatchObject({ candidate: 524_287n, kept: [100, 100], cost: [1.075, 1.075] });
  for (const [index, { place, kept, cost }] of points.entries()) {
    const before = points[index - 1];
    if (before === undefined) continue;
    expect(place).toBeGreaterThan(before.place);
    for (const [now, then] of [
      [kept, before.kept],
      [cost, before.cost],
    ] as const)
      for (const side of [0, 1] as const) expect(now?.[side]).toBeGreaterThanOrEqual(then?.[side] ?? 0);
  }
});
