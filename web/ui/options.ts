// What a user chose in a view or a chart: one string by name, kept with the recording, so that links, session files and a
// reload bring it back. A name is plain text without line breaks: "view", "compare a", "chart vcpu exits: mode".

import type { StatRef } from "../series/catalog.ts";
import { useSteady } from "./use-recording.ts";

/** An option as text; null when it was not chosen. Setting null forgets it. */
export function useOption(name: string): readonly [string | null, (value: string | null) => void] {
  const { recording, dispatch } = useSteady();
  const value = recording.options.get(name) ?? null;
  return [value, (next) => dispatch({ kind: "option", id: recording.id, name, value: next })];
}

/** An option that is one of a few words; `choices[0]` is the default and is not stored. What a link brings is not trusted. */
export function useChoice<T extends string>(
  name: string,
  choices: readonly [T, ...T[]],
): readonly [T, (value: T) => void] {
  const [text, set] = useOption(name);
  const value = choices.find((each) => each === text) ?? choices[0];
  return [value, (next) => set(next === choices[0] ? null : next)];
}

/** Name of an option of one chart. */
export function chartOption({ scope, key }: StatRef, what: string): string {
  return `chart ${scope} ${key}: ${what}`;
}
