// The opened samples as raw dumps again: <vm>/<source>/<ns>.bin, every byte as it was read.

import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { displayName } from "../../web/format/text.ts";
import type { Part } from "./parts.ts";

/** What some file system gives a meaning of its own. */
const SPECIAL = /[\\:*?"<>|]/g;
/** Characters of one part of a path, and bytes: with " (2)" behind it no file system refuses it. */
const LONGEST = 100;
const LONGEST_BYTES = 200;
/** Parts of a name that become folders of their own. */
const DEEPEST = 8;
/** Digits that a time has from 2001 on. */
const TIME_DIGITS = 19;
/** Samples of one moment, more of which no name can tell as one source's. */
const MOST_TIES = 100;

/** Writes every sample below `folder`. Returns how many. */
export async function writeRaw(parts: readonly Part[], folder: string): Promise<number> {
  const taken = new Set<string>();
  let samples = 0;
  for (const part of parts) {
    const place = freePlace(`${safePath(part.facts.vm)}/${safePath(part.facts.source)}`, taken);
    let last = "";
    let ties = 0;
    for (let sample = part.from; sample < part.to; sample++) {
      const time = timeName(part.time(sample));
      ties = time === last ? ties + 1 : 0;
      last = time;
      const path = join(folder, place, `${time}${tieName(ties)}.bin`);
      // at once: none that is still being made may outlast the removal of all
      if (sample === part.from) mkdirSync(dirname(path), { recursive: true });
      await writeFile(path, part.dump(sample), { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
        throw error.code === "EEXIST" ? new Error(`Cannot write ${path}: it is there already`) : error;
      });
      samples++;
    }
  }
  return samples;
}

/** With all its digits: fewer are read as seconds, ms or µs. */
function timeName(ns: bigint): string {
  return String(BigInt.asUintN(64, ns)).padStart(TIME_DIGITS, "0");
}

/** Behind the time of two different samples of one moment: the later one by name is the later one, and of the same source. */
function tieName(ties: number): string {
  return "_".repeat(Math.min(ties, MOST_TIES)) + (ties > MOST_TIES ? String(ties) : "");
}

/** A name from a file as a path below a folder: nothing in it leads out of there. */
export function safePath(name: string): string {
  const parts = name.split("/").filter((part) => part !== "");
  const rest = parts.splice(DEEPEST - 1).join("_");
  const safe = [...parts, rest].map((part) =>
    cut(displayName(part, LONGEST).replace(SPECIAL, "_")).replace(/^\.|[. ]$/g, "_"),
  );
  return safe.filter((part) => part !== "").join("/") || "_";
}

function cut(part: string): string {
  let kept = "";
  for (const character of part) {
    if (Buffer.byteLength(kept + character) > LONGEST_BYTES) break;
    kept += character;
  }
  return kept;
}

function freePlace(place: string, taken: Set<string>): string {
  let free = place;
  for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${place} (${n})`;
  taken.add(free.toLowerCase());
  return free;
}
