import { expect, test } from "vitest";
import { isDump, readDumps } from "../../../web/format/adapters.ts";
import { memorySource } from "../../../web/format/memory-source.ts";
import { valuesOf } from "../../e2e/support/dumps.ts";
import { recordingTar } from "../../support/make-recording.mjs";

test("a made recording has the sources and samples asked for, and its counters never fall", async () => {
  const bytes = new Uint8Array(Buffer.concat([...recordingTar({ vcpus: 5, samples: 3000, interval: 100 })]));
  const counts = new Map<string, number>();
  const before = new Map<string, bigint>();
  let falls = 0;
  for await (const item of readDumps({ path: "made.tar", source: memorySource(bytes), modified: 0n })) {
    if (!isDump(item)) throw new Error(JSON.stringify(item));
    const [source = ""] = item.path.split("/").slice(-2);
    counts.set(source, (counts.get(source) ?? 0) + 1);
    const exits = valuesOf(item.bytes).get(source === "vm" ? "remote_tlb_flush" : "exits")?.[0] ?? 0n;
    if (exits < (before.get(source) ?? 0n)) falls++;
    before.set(source, exits);
  }
  expect([...counts]).toEqual(["vm", "vcpu-0", "vcpu-1", "vcpu-2", "vcpu-3", "vcpu-4"].map((name) => [name, 3000]));
  expect(falls).toBe(0);
});
