// Everything that can be done, by name: the palette lists it, the help explains it, keys run it. Parts of the page add what
// they can do while they are on the screen.

import { useEffect, useRef } from "react";

/** A key press. Letters by their place on the keyboard (`code`), signs by what is printed (`key`). */
export interface KeyCombo {
  readonly key?: string;
  readonly code?: string;
  /** Ctrl, or ⌘ on a Mac. */
  readonly mod?: boolean;
  readonly shift?: boolean;
}

export interface Command {
  /** Unique; stable over versions. */
  readonly id: string;
  /** What it does, as a palette shows it: "Zoom to the selection". */
  readonly title: string;
  /** Heading in the palette and the help. */
  readonly group: string;
  /** Any of these runs it. */
  readonly keys?: readonly KeyCombo[];
  /** Its keys count in a chart that has the focus, which handles them itself: here they are only shown. */
  readonly inChart?: boolean;
  /** Further words to find it by. */
  readonly words?: string;
  /** Said beside the title: a unit, a state. */
  readonly detail?: string;
  readonly run: () => void;
}

export interface Commands {
  /** Newest first. The same array until something is added or taken away. */
  all(): readonly Command[];
  /** Adds commands; returns what takes them away. A later command with the same id stands for the earlier one. */
  add(list: readonly Command[]): () => void;
  subscribe(listener: () => void): () => void;
}

export function createCommands(): Commands {
  const lists = new Set<readonly Command[]>();
  const listeners = new Set<() => void>();
  let all: readonly Command[] = [];
  function changed(): void {
    const byId = new Map([...lists].flat().map((command) => [command.id, command]));
    all = [...byId.values()].reverse();
    for (const listener of [...listeners]) listener();
  }
  return {
    all: () => all,
    add(list) {
      lists.add(list);
      changed();
      return () => {
        lists.delete(list);
        changed();
      };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Those of the page. */
export const commands: Commands = createCommands();

/** Runs one of the page's commands, if it is there now. */
export function runCommand(id: string): void {
  commands
    .all()
    .find((each) => each.id === id)
    ?.run();
}

/** Adds commands while a component is on the screen. `list` may be made anew each render: what runs is the newest. */
export function useCommands(list: readonly Command[]): void {
  const newest = useRef(list);
  useEffect(() => {
    newest.current = list;
  });
  const shown = JSON.stringify(list);
  // biome-ignore lint/correctness/useExhaustiveDependencies: added anew when what can be seen of it changes
  useEffect(
    () =>
      commands.add(
        newest.current.map((command) => ({
          ...command,
          run: () => newest.current.find(({ id }) => id === command.id)?.run(),
        })),
      ),
    [shown],
  );
}
