import { expect, test } from "vitest";
import type { QualityAnswer, RecordingInfo, SourceInfo } from "../../../../web/series/model.ts";
import { disturbancesOf, disturbedText, saysDisturbed } from "../../../../web/ui/quality/disturbances.ts";
import { qualityKinds } from "../../../../web/ui/quality/quality-rows.ts";
import { sourceInfo } from "../../../support/page-info.ts";

const OLD = "QEMU 7.2 interrupts every vCPU each time its statistics are read";

function info(sources: readonly SourceInfo[], vms = ["web", "db"]): RecordingInfo {
  const named = vms.map((name, id) => ({ id, recording: 1, name }));
  return { vms: named, sources, facts: [], findings: [], findingCount: 0, start: 0n } as unknown as RecordingInfo;
}

test("the banner: one sentence, whose VMs and why", () => {
  expect(disturbedText(info([sourceInfo(0)]))).toBeNull();
  const one = info([sourceInfo(0, { disturbs: OLD }), sourceInfo(1, { vm: 1 })]);
  expect(disturbedText(one)).toBe(`Reading web changed what was measured: ${OLD}`);
  const vms = ["a", "b\u202e", "c", "d"];
  const many = info(
    vms.map((_, vm) => sourceInfo(vm, { vm, disturbs: vm === 3 ? "why not" : OLD })),
    vms,
  );
  expect(disturbedText(many)).toBe(
    `Reading a, b\\u202e, c and 1 more changed what was measured: ${OLD}; 1 more under Quality`,
  );
  const long = info([sourceInfo(0, { disturbs: "\u0007".repeat(4096) })]);
  expect(disturbedText(long)?.length).toBeLessThan(1300);
});

test("a recorder's sentence that the banner says is known by its VM and its reason", () => {
  const known = info([sourceInfo(0, { disturbs: OLD }), sourceInfo(1, { vm: 1 })]);
  expect(saysDisturbed(known, `web: ${OLD}`)).toBe(true);
  for (const other of [`db: ${OLD}`, OLD, "web: gone", `web: ${OLD}!`]) expect(saysDisturbed(known, other)).toBe(false);
});

test("Quality names the sources, VM by VM", () => {
  const sources = [
    sourceInfo(0, { disturbs: OLD }),
    sourceInfo(1, { disturbs: OLD }),
    sourceInfo(2, { vm: 1, disturbs: OLD }),
    sourceInfo(3, { vm: 1 }),
  ];
  expect(disturbancesOf(info(sources))).toEqual([{ sentence: OLD, sources: sources.slice(0, 3) }]);
  const kind = qualityKinds(info(sources), [] as QualityAnswer[]).find(({ id }) => id === "disturbed");
  expect(kind).toMatchObject({ count: 3, unlisted: 0 });
  expect(kind?.rows.map(({ source, others, text }) => [source?.id, others, text])).toEqual([
    [0, 1, OLD],
    [2, 0, OLD],
  ]);
});
