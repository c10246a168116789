// What opens something, besides the buttons of the header.

import { displayName } from "../../format/text.ts";
import type { Client } from "../../worker/client.ts";
import type { Command } from "../commands/commands.ts";
import { readFragment } from "../link/fragment.ts";
import type { State } from "../state.ts";
import { isFile } from "./handles.ts";
import { type Dropped, loneFile } from "./use-file-drop.ts";
import { type KeptFiles, reopenQuietly } from "./use-kept.ts";
import type { Opener } from "./use-opener.ts";

/** Takes a file that is about a recording instead of one; false: it is to be opened. */
type Take = (file: File) => Promise<boolean>;

/** Opens a drop, unless it is one file that `take` takes. */
export async function openDropped(dropped: Dropped, client: Client, opener: Opener, take: Take): Promise<void> {
  const lone = loneFile(dropped);
  if (lone !== null && (await isTaken(lone, take))) return;
  opener.openDropped(client, dropped);
}

/** The same for handles from a picker. */
export async function openHandles(
  handles: readonly FileSystemHandle[],
  client: Client,
  opener: Opener,
  take: Take,
): Promise<void> {
  const [first, ...others] = handles;
  const lone = first !== undefined && others.length === 0 && isFile(first) ? first.getFile() : null;
  if (lone !== null && (await isTaken(lone, take))) return;
  opener.openHandles(client, handles);
}

/** What cannot be read is not taken: opening it says why. */
async function isTaken(file: Promise<File>, take: Take): Promise<boolean> {
  try {
    return await take(await file);
  } catch {
    return false;
  }
}

/** Commands that open what was open before, or the sample. */
export function openActions(
  { recordings }: State,
  client: Client | null,
  opener: Opener,
  kept: KeptFiles,
): readonly Command[] {
  if (client === null) return [];
  const group = "Recordings";
  const open = new Set(recordings.map(({ id }) => kept.of(id)?.id));
  const recent = kept.list
    .filter(({ id }) => !open.has(id))
    .map((entry): Command => {
      const title = `Reopen ${displayName(entry.name, 60)}`;
      return { id: `reopen-${entry.id}`, title, group, words: "recent file", run: () => kept.reopen(entry) };
    });
  if (recordings.some(({ bundled }) => bundled)) return recent;
  const run = () => void opener.openSample(client);
  return [...recent, { id: "open-sample", title: "Open the sample recording", group, run }];
}

/** What the page opens by itself: the file that the address names if this browser kept it, else the sample. */
export async function openFirst(client: Client, opener: Opener): Promise<void> {
  const file = readFragment(location.hash)?.link.file ?? null;
  if (file !== null && (await reopenQuietly(file, client, opener))) return;
  await opener.openSample(client);
}
