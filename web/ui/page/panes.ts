// View and table stand side by side where there is room, else they take turns. Whoever wants one of them to be seen says
// so here; the columns follow.

export const PANES = ["View", "Statistics"] as const;
export type Pane = (typeof PANES)[number];

type Listener = (pane: Pane) => void;

const listeners = new Set<Listener>();

/** Brings a pane into sight, also when it was folded away. */
export function showPane(pane: Pane): void {
  for (const listener of listeners) listener(pane);
}

/** For the columns. */
export function onShowPane(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
