// A saved view as JSON: in session files and in what this browser keeps of recent files.

import type { SavedView } from "./saved-view.ts";
import { AT, CHARTS, part, RANGE, SOURCES, validOptions } from "./saved-view-schema.ts";

/** What JSON.stringify takes; parts at their defaults are absent. */
export function viewToJson(view: SavedView): Readonly<Record<string, unknown>> {
  const { range, selection, at, sources, charts, options } = view;
  return {
    ...(range !== null && { range }),
    ...(selection !== null && { selection }),
    ...(at !== null && { at }),
    ...(sources !== null && { sources }),
    ...(charts !== null && { charts }),
    ...(options.size > 0 && { options: Object.fromEntries(options) }),
  };
}

export interface ReadView {
  readonly view: SavedView;
  /** Parts that were left out, by name. */
  readonly ignored: readonly string[];
}

/** What JSON.parse gave, part by part; null when it is no object. */
export function viewFromJson(json: unknown): ReadView | null {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return null;
  const parts = new Map<string, unknown>(Object.entries(json));
  const ignored: string[] = [];
  function take<T>(name: string, read: (value: unknown) => T | null): T | null {
    if (!parts.has(name)) return null;
    const value = read(parts.get(name));
    if (value === null) ignored.push(name);
    return value;
  }
  const { options, all } = readOptions(parts.get("options") ?? {});
  if (!all) ignored.push("options");
  const view: SavedView = {
    range: take("range", (value) => part(RANGE, value)),
    selection: take("selection", (value) => part(RANGE, value)),
    at: take("at", (value) => part(AT, value)),
    sources: take("sources", (value) => part(SOURCES, value)),
    charts: take("charts", (value) => part(CHARTS, value)),
    options,
  };
  return { view, ignored };
}

/** An object of texts by name. Its names are only ever keys of a Map. */
function readOptions(value: unknown): ReturnType<typeof validOptions> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { options: new Map(), all: false };
  return validOptions(Object.entries(value));
}
