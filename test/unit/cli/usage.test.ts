import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { RECORD_OPTIONS, SOURCE_OPTIONS } from "../../../cli/record/options.ts";
import { helpOf } from "../../../cli/usage.ts";
import { kvmscope } from "../../support/command.ts";

const { err } = await kvmscope("frobnicate");
const COMMANDS = /the commands are (.*)/.exec(err)?.[1]?.split(", ") ?? [];
const README = readFileSync(fileURLToPath(new URL("../../../README.md", import.meta.url)), "utf8");

test("there are the commands that the README names, and no others", () => {
  const named = new Set([...README.matchAll(/\bnpx kvmscope ([a-z]+)/g)].map(([, name]) => name));
  expect([...named].sort()).toEqual([...COMMANDS].sort());
  for (const command of COMMANDS) expect(helpOf()).toMatch(new RegExp(`^ {2}kvmscope ${command} `, "m"));
});

test.each(COMMANDS)(
  "%s --help: synopsis, files or VMs, options, exit codes, examples, on 100 columns",
  async (name) => {
    const { code, text } = await kvmscope(name, "--help");
    expect(code).toBe(0);
    expect(text).toMatch(new RegExp(`^kvmscope ${name} `));
    for (const head of [/^Options$/m, /^(Files|Which VMs.*)$/m, /^Exit code$/m, /^Examples?$/m])
      expect(text).toMatch(head);
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(100);
    // every option that an example or the synopsis uses is explained
    const explained = new Set([...text.matchAll(/^ {2}(?:-\w [A-Z]+, )?(--[a-z-]+)/gm)].map(([, option]) => option));
    const examples = [...text.matchAll(/^(?: {2})?kvmscope .*(?:\n {4,}.*)*/gm)].join("\n");
    const used = [...examples.matchAll(/(?<=[\s[])--[a-z-]+/g)].map(([option]) => option);
    expect(used.filter((option) => !explained.has(option))).toEqual([]);
  },
);

test.each([
  ["record", RECORD_OPTIONS],
  ["live", SOURCE_OPTIONS],
] as const)("%s --help explains every option that the command knows", (name, options) => {
  for (const option of Object.keys(options)) expect(helpOf(name)).toMatch(new RegExp(`^ {2}.*--${option}\\b`, "m"));
});
