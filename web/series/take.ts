// What a file gave, into a recording: one place for the page, the command and tests.

import type { Item, Problem } from "../format/archive.ts";
import { spanText } from "../format/mcap-sentences.ts";
import type { Recording } from "./recording.ts";

/** Stores an item; returns what is to be said about it. */
export async function take(recording: Recording, item: Item): Promise<readonly Problem[]> {
  if ("message" in item) return [item];
  const { path } = item;
  if (!("kind" in item)) {
    const message = recording.add(item);
    return message === null ? [] : [{ path, message }];
  }
  if (item.kind === "facts") {
    recording.addFacts(item);
    return [];
  }
  const said = await recording.addRun(item);
  const span = item.times ? ` (it holds ${spanText(item.times)})` : "";
  return said.map((message) => ({ path, message: message + span, lost: true }));
}

/** Samples stored so far. */
export function samplesIn({ intake }: Recording): number {
  return intake.sources.reduce((sum, { samples }) => sum + samples.length, 0);
}
