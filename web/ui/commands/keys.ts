// From key presses to commands, and from combinations to what a user reads.

import type { Command, Commands, KeyCombo } from "./commands.ts";

type Press = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/** Whether a press is a combination. Signs decide by themselves whether Shift is needed to type them. */
export function isPressed(combo: KeyCombo, press: Press): boolean {
  if (press.altKey || (combo.mod ?? false) !== (press.ctrlKey || press.metaKey)) return false;
  if (combo.code !== undefined) return combo.code === press.code && (combo.shift ?? false) === press.shiftKey;
  // with Ctrl a letter is the same whether Shift or Caps Lock makes it a capital
  const same = combo.mod ? combo.key === press.key.toLowerCase() : combo.key === press.key;
  return same && (combo.shift === undefined || combo.shift === press.shiftKey);
}

/** "Ctrl+K", "Shift+Left", "?". */
export function keyText({ key, code, mod, shift }: KeyCombo): string {
  const sign = NAMES.get(code ?? key ?? "") ?? code?.replace(/^(Key|Digit)/, "") ?? key ?? "";
  const name = mod && sign.length === 1 ? sign.toUpperCase() : sign;
  return [mod ? "Ctrl" : "", shift ? "Shift" : "", name].filter(Boolean).join("+");
}

const NAMES: ReadonlyMap<string, string> = new Map([
  [" ", "Space"],
  [",", "comma"],
  [".", "period"],
  ["+", "plus"],
  ["-", "minus"],
  ["m", "M"],
  ["M", "Shift+M"],
  ["ArrowLeft", "Left"],
  ["ArrowRight", "Right"],
]);

/** The command a press runs where the focus is; null for none. */
export function commandFor(all: readonly Command[], press: Press): Command | null {
  const runs = ({ keys = [], inChart = false }: Command) => !inChart && keys.some((combo) => isPressed(combo, press));
  return all.find(runs) ?? null;
}

/** Runs commands by their keys, unless the focus is where the keys mean something else. Returns what ends it. */
export function listenForKeys(commands: Commands): () => void {
  function onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || takesKeys(event)) return;
    const command = commandFor(commands.all(), event);
    if (command === null) return;
    event.preventDefault();
    command.run();
  }
  window.addEventListener("keydown", onKeyDown);
  return () => window.removeEventListener("keydown", onKeyDown);
}

/** Fields take what is typed, except combinations with Ctrl that they have no use for; buttons take Space. */
function takesKeys({ target, key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // what is open over the page has the keys; menus and lists find their items by letters
  if (document.querySelector("dialog:modal") !== null) return true;
  if (target.closest("[role=dialog], [role=menu], [role=listbox]") !== null) return true;
  const types =
    (target instanceof HTMLInputElement && !["range", "checkbox", "radio"].includes(target.type)) ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement;
  if (types) return !((ctrlKey || metaKey) && /^[ko]$/i.test(key));
  return key === " " && target.closest("button, a, summary, label, input, [role=treeitem]") !== null;
}
