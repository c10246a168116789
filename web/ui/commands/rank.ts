// Which commands a palette lists for what was typed, and in which order. Pure.

import { matches } from "../../series/catalog.ts";
import type { Command } from "./commands.ts";

export interface RankedGroup {
  readonly title: string;
  readonly commands: readonly Command[];
}

export interface Ranked {
  readonly groups: readonly RankedGroup[];
  /** Found, but beyond the limit. */
  readonly left: number;
}

const RECENT = "Recently used";
/** Of each group while nothing was typed: all groups can be seen. */
const FIRST_OF_GROUP = 8;

/** In the palette and in the help; groups that are not named here follow. */
const GROUPS: readonly string[] = ["Views", "Charts", "Time", "Selection", "Playback", "Table"];
const LAST: readonly string[] = ["Page", "Recordings", "Sources", "Figures", "Statistics"];

/** Groups with their commands, in a fixed order of the groups. */
export function grouped(commands: readonly Command[]): readonly RankedGroup[] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    const group = groups.get(command.group);
    if (group === undefined) groups.set(command.group, [command]);
    else group.push(command);
  }
  const place = (title: string) => {
    const first = GROUPS.indexOf(title);
    return first >= 0 ? first : GROUPS.length + 1 + LAST.indexOf(title);
  };
  return [...groups]
    .map(([title, list]) => ({ title, commands: list }))
    .sort((a, b) => place(a.title) - place(b.title));
}

/**
 * At most `limit` commands that match. Nothing typed: the recently used, then some of each group. Else the best first: those
 * whose title begins so, then by words of the title, then by anything said of them; groups by their best.
 */
export function rank(
  commands: readonly Command[],
  query: string,
  { recent, limit }: { readonly recent: readonly string[]; readonly limit: number },
): Ranked {
  if (query.trim() === "") return unasked(commands, recent, limit);
  const found = commands
    .filter((command) => matches(query, [command.title, command.group, command.detail ?? "", command.words ?? ""]))
    .map((command, index) => ({ command, index, score: scoreOf(command, query), used: recent.includes(command.id) }))
    .sort((a, b) => a.score - b.score || Number(b.used) - Number(a.used) || a.index - b.index);
  const kept = found.slice(0, limit).map((each) => each.command);
  const titles = [...new Set(kept.map((each) => each.group))];
  const groups = titles.map((title) => ({ title, commands: kept.filter((each) => each.group === title) }));
  return { groups, left: found.length - kept.length };
}

function unasked(commands: readonly Command[], recent: readonly string[], limit: number): Ranked {
  const used = recent.flatMap((id) => commands.find((each) => each.id === id) ?? []);
  const rest = commands.filter((each) => !used.includes(each));
  let room = limit - used.length;
  const groups = grouped(rest).map(({ title, commands: list }) => {
    const kept = list.slice(0, Math.min(FIRST_OF_GROUP, Math.max(room, 0)));
    room -= kept.length;
    return { title, commands: kept };
  });
  const all = [{ title: RECENT, commands: used }, ...groups].filter((group) => group.commands.length > 0);
  const shown = all.reduce((sum, group) => sum + group.commands.length, 0);
  return { groups: all, left: commands.length - shown };
}

/** 0 best. */
function scoreOf({ title }: Command, query: string): number {
  const text = title.toLowerCase();
  const wanted = query.trim().toLowerCase();
  if (text.startsWith(wanted)) return 0;
  const words = wanted.split(/\s+/);
  const parts = text.split(/[^a-z0-9]+/);
  if (words.every((word) => parts.some((part) => part.startsWith(word)))) return 1;
  return words.every((word) => text.includes(word)) ? 2 : 3;
}
