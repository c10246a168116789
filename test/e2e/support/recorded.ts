// Recordings as kvmscope writes them, from real dumps.

import { createMemoryOutput } from "../../../cli/recording/output.ts";
import { createRecordingWriter } from "../../../cli/recording/writer.ts";
import type { GivenFile } from "./dumps.ts";

/** What a VM's recorder says of it. */
export interface RecordedVm {
  readonly vm: string;
  readonly pid: string | null;
  readonly how: string;
  readonly disturbs: string | null;
  readonly reconstructed: boolean;
  /** Dumps by source and round. */
  readonly samples: readonly { readonly source: string; readonly round: number; readonly bytes: Uint8Array }[];
}

/** 2026-11-22T10:00:00Z, ns. */
export const FIRST = 1_795_341_600_000_000_000n;
/** ns between rounds. */
export const INTERVAL = 250_000_000n;

/** A metadata record. */
export type Metadata = readonly [name: string, entries: Readonly<Record<string, string>>];

/** One file with all of it; rounds are numbered, 250 ms apart. */
export async function recordingOf(
  path: string,
  vms: readonly RecordedVm[],
  metadata: readonly Metadata[],
): Promise<GivenFile> {
  const output = createMemoryOutput();
  const writer = await createRecordingWriter(output);
  for (const [name, entries] of metadata) await writer.facts(name, new Map(Object.entries(entries)));
  for (const { samples, ...facts } of vms) {
    for (const { source, round, bytes } of samples) {
      const time = FIRST + BigInt(round) * INTERVAL;
      await writer.add({ ...facts, source, generation: 0 }, bytes, {
        sequence: round,
        logTime: time,
        publishTime: time,
      });
    }
  }
  await writer.end();
  return { path, bytes: output.bytes() };
}

/** kvmstats.clock `seconds` after the first round, the clock `ahead` ns of where it began. */
export function clockPair(seconds: number, ahead = 0n): Metadata {
  const passed = BigInt(seconds) * 1_000_000_000n;
  return ["kvmstats.clock", { realtime: String(FIRST + passed + ahead), monotonic: String(passed) }];
}
