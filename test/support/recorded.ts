// Recordings in memory, by the command's own writer.

import { createMemoryOutput } from "../../cli/recording/output.ts";
import { createRecordingWriter, type WriterOptions } from "../../cli/recording/writer.ts";
import { roundOf } from "./rounds.ts";

/** Rounds of one VM with two vCPUs, five of them in a chunk. */
export async function recorded(rounds: number, options: WriterOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  const output = createMemoryOutput();
  const writer = await createRecordingWriter(output, { span: 500_000_000n, ...options });
  await writer.facts("kvmstats.host", new Map([["kernel", "6.18.44"]]));
  for (let i = 0; i < rounds; i++) await writer.round(roundOf(i));
  await writer.end();
  return output.bytes();
}
