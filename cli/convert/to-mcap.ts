// The opened samples as a recording.

import type { ByteOrder } from "../../web/format/model.ts";
import type { Place } from "../recording/channels.ts";
import { type ColumnSample, encodeColumns } from "../recording/columns.ts";
import type { RecordingOutput } from "../recording/output.ts";
import { COMPACT, createRecordingWriter, type RecordingWriter } from "../recording/writer.ts";
import { inOrder } from "./in-order.ts";
import type { Part } from "./parts.ts";

/** A compact message holds samples of at most a minute, so many, and so many bytes of data blocks. */
const MINUTE = 60_000_000_000n;
const MAX_SAMPLES = 4096;
const MAX_BYTES = 8 * 2 ** 20;

export interface RecordingPlan {
  readonly parts: readonly Part[];
  /** Metadata records to come first. */
  readonly facts: readonly { readonly name: string; readonly entries: readonly (readonly [string, string])[] }[];
  readonly compact: boolean;
  readonly messageIndex: boolean;
}

/** Writes the recording and closes it. Returns how many samples it holds. */
export async function writeRecording(plan: RecordingPlan, output: RecordingOutput): Promise<number> {
  const { parts, facts, messageIndex } = plan;
  const options = plan.compact ? { ...COMPACT, messageIndex } : { messageIndex };
  const writer = await createRecordingWriter(output, options);
  for (const { name, entries } of facts) await writer.facts(name, new Map(entries));
  const columns = plan.compact ? new Map(parts.map((part) => [part, createColumns(writer, part)])) : null;
  let samples = 0;
  for (const { part, sample } of inOrder(parts)) {
    const held = columns?.get(part);
    if (held) await held.add(sample);
    else await addOne(writer, part, sample);
    samples++;
  }
  for (const held of columns?.values() ?? []) await held.flush();
  await writer.end();
  return samples;
}

async function addOne(writer: RecordingWriter, part: Part, sample: number): Promise<void> {
  const facts = { ...part.facts, generation: part.generation(sample) };
  await writer.add(facts, part.dump(sample), part.stamp(sample));
}

/** Samples of one part on their way into messages. */
function createColumns(writer: RecordingWriter, part: Part) {
  let held: ColumnSample[] = [];
  let place: Place | null = null;
  let order: ByteOrder = "little";

  async function flush(): Promise<void> {
    const [first] = held;
    if (first && place) await writer.addColumns(part.facts.vm, place, first, encodeColumns(held, order));
    held = [];
  }

  function hasRoom(time: bigint, next: Place): boolean {
    const [first] = held;
    return (
      first !== undefined &&
      next.entry === place?.entry &&
      next.data.length === first.data.length &&
      time - first.logTime < MINUTE &&
      held.length < MAX_SAMPLES &&
      (held.length + 1) * first.data.length <= MAX_BYTES
    );
  }

  return {
    flush,
    async add(sample: number): Promise<void> {
      const time = part.time(sample);
      const dump = part.dump(sample);
      const next = writer.place({ ...part.facts, generation: part.generation(sample) }, dump);
      if (next === null) return addOne(writer, part, sample);
      if (!hasRoom(time, next)) await flush();
      place = next;
      order = part.order(sample);
      held.push({ ...part.stamp(sample), data: next.data });
    },
  };
}
