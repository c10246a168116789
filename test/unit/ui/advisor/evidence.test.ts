import { expect, test } from "vitest";
import { evidenceOf, evidenceQuestions } from "../../../../web/ui/advisor/evidence.ts";
import { buildDump, LOG_HISTOGRAM, SECONDS } from "../../../support/dump-builder.ts";
import { type Given, openGiven } from "../../../support/opened.ts";

const START = 1_700_000_000_000_000_000n;
const SECOND = 1_000_000_000n;
const HISTOGRAMS = ["halt_poll_success_hist", "halt_poll_fail_hist", "halt_wait_hist"];
const COUNTERS = ["halt_successful_poll", "halt_attempted_poll", "halt_poll_success_ns", "halt_poll_fail_ns"];

/** Dumps of a vCPU, a second apart from second `from` on; `bucket`: what bucket 1 of its histograms holds. */
function vcpu(number: number, from: number, bucket: readonly number[]): Given[] {
  return bucket.map((count, i) => ({
    path: `vcpu${number}-${START + BigInt(from + i) * SECOND}.bin`,
    bytes: buildDump({
      id: `kvm-1/vcpu-${number}`,
      stats: [
        ...HISTOGRAMS.map((name) => ({
          name,
          type: LOG_HISTOGRAM,
          unit: SECONDS,
          exponent: -9,
          values: [0n, BigInt(count), 0n],
        })),
        ...[...COUNTERS, "halt_wait_ns"].map((name) => ({ name, values: [BigInt(10 * i)] })),
      ],
    }),
  }));
}

async function evidence(files: readonly Given[], from: number, to: number) {
  const { info, scanner } = await openGiven(files);
  const answers = evidenceQuestions(info.sources, { from, to }).map((question) => scanner.answer(question));
  return evidenceOf(info.sources, answers);
}

test("a vCPU that has no interval in the range takes nothing from the time that is covered", async () => {
  const files = [...vcpu(0, 0, [0, 1, 2, 3, 4]), ...vcpu(1, 10, [0, 1, 2])];
  expect((await evidence(files, 0, 4))?.covered).toBe(4n * SECOND);
  expect((await evidence(files, 0, 12))?.covered).toBe(3n * SECOND);
});

test("a histogram that was reset says so, also where its counters went on", async () => {
  const found = await evidence(vcpu(0, 0, [5, 6, 1, 2]), 0, 3);
  expect(found?.reset).toBe(true);
  expect(found?.success.total).toBeNull();
});
