import { expect, test } from "vitest";
import { indexSamples, type Sample, timingOf } from "../../../web/engine/samples.ts";

const SECOND = 1_000_000_000n;

function sample(i: number, part: Partial<Sample> = {}): Sample {
  return {
    path: `${i}.bin`,
    time: BigInt(i) * SECOND,
    modified: undefined,
    sequence: null,
    generation: 0,
    address: 4096 + i * 8,
    present: 8,
    fileBytes: 100,
    ...part,
  };
}

function indexed(samples: readonly Sample[], same = false) {
  return indexSamples(samples, { timing: "name", interval: null, start: 0n, same: () => same }).index;
}

test("an empty file belongs to the generation of the sample before it, whichever came last", () => {
  const samples = [0, 1, 2, 3, 4].map((i) => sample(i, { generation: i < 3 ? 0 : 1 }));
  samples[1] = sample(1, { generation: 1, present: 0, fileBytes: 0, address: 0 });
  expect([...indexed(samples).generation]).toEqual([0, 0, 0, 1, 1]);
});

test("samples of one time are one only when they are of one generation and one length", () => {
  const twins = (part: Partial<Sample>) =>
    indexed([sample(0), sample(0, { path: "1.bin", ...part })], true).times.length;
  expect(twins({})).toBe(1);
  expect(twins({ generation: 1 })).toBe(2);
  expect(twins({ fileBytes: 90 })).toBe(2);
});

test("more generations than a u16 counts stay apart", () => {
  expect(indexed([sample(0), sample(1, { generation: 65_536 })]).generation[1]).toBe(65_536);
});

test("a given interval is for sources that have no times: rising modification times stay", () => {
  const untimed = [0, 1, 2].map((i) => sample(i, { time: null, modified: BigInt(i) * SECOND }));
  expect(timingOf(untimed, null)).toBe("modified");
  expect(timingOf(untimed, { ns: 250n, overModified: false })).toBe("modified");
  const equal = untimed.map((each) => ({ ...each, modified: SECOND }));
  expect(timingOf(equal, null)).toBe("ask");
  expect(timingOf(equal, { ns: 250n, overModified: false })).toBe("interval");
});
