import { describe, expect, it } from "vitest";
import type { Command } from "../../../../web/ui/commands/commands.ts";
import { grouped, type Ranked, rank } from "../../../../web/ui/commands/rank.ts";
import { withRecent } from "../../../../web/ui/commands/recent.ts";

function command(title: string, group: string, words = ""): Command {
  return { id: title, title, group, words, run: () => undefined };
}

const ALL = [
  command("Theme: dark", "Page"),
  command("Help: mouse and keys", "Page"),
  command("Play or pause", "Playback"),
  command("halt_poll_fail_ns", "Statistics", "Time lost in halt polling that failed"),
  command("halt_wait_ns", "Statistics", "Time asleep after a halt"),
  command("exits", "Statistics", "Exits to the hypervisor"),
  command("Show only vcpu-0", "Sources"),
];

function titles({ groups }: Ranked): readonly string[] {
  return groups.flatMap((group) => group.commands.map((each) => each.title));
}

describe("rank()", () => {
  const options = { recent: [], limit: 60 };

  it("finds words in any order, in titles before explanations", () => {
    expect(titles(rank(ALL, "ns halt", options))).toEqual(["halt_poll_fail_ns", "halt_wait_ns"]);
    expect(titles(rank(ALL, "wait", options))).toEqual(["halt_wait_ns"]);
    expect(titles(rank(ALL, "asleep", options))).toEqual(["halt_wait_ns"]);
    expect(titles(rank(ALL, "dark theme", options))).toEqual(["Theme: dark"]);
    expect(titles(rank(ALL, "hypervisor nothing", options))).toEqual([]);
  });

  it("puts what begins so first, and its group", () => {
    const all = [...ALL, command("Close h", "Recordings", "halt")];
    const { groups } = rank(all.toReversed(), "halt", options);
    expect(groups.map((group) => group.title)).toEqual(["Statistics", "Recordings"]);
  });

  it("lists the recently used first while nothing was typed, each once", () => {
    const ranked = rank(ALL, " ", { recent: ["exits", "gone", "Theme: dark"], limit: 60 });
    expect(ranked.groups[0]).toMatchObject({
      title: "Recently used",
      commands: [{ id: "exits" }, { id: "Theme: dark" }],
    });
    expect(titles(ranked).length).toBe(ALL.length);
    expect(new Set(titles(ranked)).size).toBe(ALL.length);
    expect(ranked.left).toBe(0);
  });

  it("keeps to its limit and says how many more there are", () => {
    const many = Array.from({ length: 500 }, (_, index) => command(`stat_${index}`, "Statistics"));
    const asked = rank(many, "stat", { recent: [], limit: 60 });
    expect(titles(asked).length).toBe(60);
    expect(asked.left).toBe(440);
    const unasked = rank([...many, ...ALL], "", { recent: [], limit: 10 });
    expect(titles(unasked).length).toBeLessThanOrEqual(10);
    expect(titles(unasked).length + unasked.left).toBe(507);
  });
});

it("grouped() has the views first, then what others add, statistics last", () => {
  const groups = grouped([...ALL, command("Show Bytes", "Views"), command("Add a note", "Notes")]);
  expect(groups.map((group) => group.title)).toEqual(["Views", "Playback", "Notes", "Page", "Sources", "Statistics"]);
});

it("withRecent() has each command once, the newest first, and only some", () => {
  expect(withRecent(["a", "b"], "b")).toEqual(["b", "a"]);
  expect(withRecent(["a", "b", "c", "d", "e"], "f")).toEqual(["f", "a", "b", "c", "d"]);
});
