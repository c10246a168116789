import { expect, it, test } from "vitest";
import type { Command } from "../../../../web/ui/commands/commands.ts";
import { commandFor, isPressed, keyText } from "../../../../web/ui/commands/keys.ts";

const NONE = { key: "", code: "", ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

function command(id: string, rest: Partial<Command>): Command {
  return { id, title: id, group: "Page", run: () => undefined, ...rest };
}

it("isPressed() takes Ctrl or ⌘, also with Caps Lock on, and nothing with Alt", () => {
  const combo = { key: "k", mod: true };
  expect(isPressed(combo, { ...NONE, key: "k", ctrlKey: true })).toBe(true);
  expect(isPressed(combo, { ...NONE, key: "K", metaKey: true })).toBe(true);
  expect(isPressed(combo, { ...NONE, key: "k" })).toBe(false);
  expect(isPressed(combo, { ...NONE, key: "k", ctrlKey: true, altKey: true })).toBe(false);
});

it("isPressed() takes signs however they are typed, letters by place with their Shift", () => {
  expect(isPressed({ key: ">" }, { ...NONE, key: ">", shiftKey: true })).toBe(true);
  expect(isPressed({ key: ">" }, { ...NONE, key: ">" })).toBe(true);
  // AZERTY: the key beside Tab's row begins with Q
  expect(isPressed({ code: "KeyA" }, { ...NONE, key: "q", code: "KeyA" })).toBe(true);
  expect(isPressed({ code: "KeyA" }, { ...NONE, key: "Q", code: "KeyA", shiftKey: true })).toBe(false);
});

test.each([
  [{ key: "k", mod: true }, "Ctrl+K"],
  [{ key: ">" }, ">"],
  [{ key: " " }, "Space"],
  [{ code: "KeyW" }, "W"],
  [{ key: "ArrowLeft", shift: true }, "Shift+Left"],
])("keyText(%o) is %s", (combo, text) => {
  expect(keyText(combo)).toBe(text);
});

it("commandFor() leaves the keys of charts to the charts", () => {
  const all = [command("zoom", { keys: [{ key: "z" }], inChart: true }), command("help", { keys: [{ key: "?" }] })];
  expect(commandFor(all, { ...NONE, key: "z" })).toBeNull();
  expect(commandFor(all, { ...NONE, key: "?", shiftKey: true })?.id).toBe("help");
});
