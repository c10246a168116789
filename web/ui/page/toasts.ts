// Short messages that go by themselves: something was copied, saved, restored. What must not be missed is a notice instead.

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

type Listener = (toast: Toast) => void;

const listeners = new Set<Listener>();
/** Said before anything could show it: the service worker is quicker than the page. */
const early: Toast[] = [];
let last = 0;

/** Shows a sentence without a period for some seconds, with at most one button. */
export function showToast(text: string, action: Toast["action"] = null): void {
  last++;
  const toast = { id: last, text, action };
  if (listeners.size === 0) early.push(toast);
  for (const listener of listeners) listener(toast);
}

/** For the component that shows them. */
export function onToast(listener: Listener): () => void {
  listeners.add(listener);
  for (const toast of early.splice(0)) listener(toast);
  return () => listeners.delete(listener);
}
