import { expect, test } from "vitest";
import { type Command, createCommands } from "../../../../web/ui/commands/commands.ts";

function command(id: string, title = id): Command {
  return { id, title, group: "Test", run: () => undefined };
}

test("what comes onto the screen adds commands and takes them away again", () => {
  const commands = createCommands();
  const first = command("play");
  const undo = commands.add([first]);
  const undoOthers = commands.add([command("pin"), command("close")]);
  expect(commands.all().map(({ id }) => id)).toEqual(["close", "pin", "play"]);
  undo();
  expect(commands.all().map(({ id }) => id)).toEqual(["close", "pin"]);
  undoOthers();
  expect(commands.all()).toEqual([]);
});

test("a later command of the same id stands for the earlier one until it goes", () => {
  const commands = createCommands();
  commands.add([command("view", "old")]);
  const undo = commands.add([command("view", "new")]);
  expect(commands.all().map(({ title }) => title)).toEqual(["new"]);
  undo();
  expect(commands.all().map(({ title }) => title)).toEqual(["old"]);
});

test("listeners hear of every change, and the list stays the same between changes", () => {
  const commands = createCommands();
  let heard = 0;
  const stop = commands.subscribe(() => heard++);
  commands.add([command("a")])();
  expect(heard).toBe(2);
  expect(commands.all()).toBe(commands.all());
  stop();
  commands.add([command("b")]);
  expect(heard).toBe(2);
});
