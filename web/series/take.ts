// What a file gave, into a recording: one place for the page, the command and tests.

import type { Item, Problem } from "../format/archive.ts";
import type { Recording } from "./recording.ts";

/** Stores an item; returns what is to be said about it. */
export async function take(recording: Recording, item: Item): Promise<readonly Problem[]> {
  if ("message" in item) return [item];
  const { path } = item;
  if ("kind" in item) {
    if (item.kind === "records") return (await recording.addRun(item)).map((message) => ({ path, message }));
    recording.addFacts(item);
    return [];
  }
  const message = recording.add(item);
  return message === null ? [] : [{ path, message }];
}
