// The opened samples as raw dumps again: <vm>/<source>/<ns>.bin, every byte as it was read.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { displayName } from "../../web/format/text.ts";
import type { Part } from "./parts.ts";

/** What some file system gives a meaning of its own. */
const SPECIAL = /[\\:*?"<>|]/g;
/** Characters of one part of a path. */
const LONGEST = 100;

/** Writes every sample below `folder`. Returns how many. */
export async function writeRaw(parts: readonly Part[], folder: string): Promise<number> {
  const taken = new Set<string>();
  let samples = 0;
  for (const part of parts) {
    const place = freePlace(`${safePath(part.facts.vm)}/${safePath(part.facts.source)}`, taken);
    let last = "";
    let ties = 0;
    for (let sample = part.from; sample < part.to; sample++) {
      const time = String(part.time(sample));
      ties = time === last ? ties + 1 : 0;
      last = time;
      // two different samples of one moment: the later one by name is the later one
      const path = join(folder, place, `${ties === 0 ? "" : `${ties}-`}${time}.bin`);
      if (sample === part.from) await mkdir(dirname(path), { recursive: true });
      await writeFile(path, part.dump(sample), { flag: "wx" });
      samples++;
    }
  }
  return samples;
}

/** A name from a file as a path below a folder: nothing in it leads out of there. */
export function safePath(name: string): string {
  const parts = name.split("/").map((part) =>
    displayName(part, LONGEST)
      .replace(SPECIAL, "_")
      .replace(/^\.|[. ]$/g, "_"),
  );
  return parts.filter((part) => part !== "").join("/") || "_";
}

function freePlace(place: string, taken: Set<string>): string {
  let free = place;
  for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${place} (${n})`;
  taken.add(free.toLowerCase());
  return free;
}
