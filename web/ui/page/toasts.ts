// Short messages that go by themselves: something was copied, saved, restored. What must not be missed is a notice instead.

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

type Listener = (toast: Toast) => void;

const listeners = new Set<Listener>();
let last = 0;

/** Shows a sentence without a period for some seconds, with at most one button. */
export function showToast(text: string, action: Toast["action"] = null): void {
  last++;
  for (const listener of listeners) listener({ id: last, text, action });
}

/** For the component that shows them. */
export function onToast(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
