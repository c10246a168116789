import { showToast } from "./toasts.ts";

/** Puts text on the clipboard and says so; `what` names it: "24 bytes as hex". A browser that refuses is named too. */
export function copyText(text: string, what: string): void {
  navigator.clipboard.writeText(text).then(
    () => showToast(`Copied ${what}`),
    () => showToast(`Cannot copy ${what}: the browser refused the clipboard`),
  );
}
