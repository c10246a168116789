// kvmscope: read, show and check KVM statistics dumps with the page's engine.

import packageJson from "../package.json" with { type: "json" };
import { displayName } from "../web/format/text.ts";
import { check } from "./check.ts";
import { convert } from "./convert.ts";
import { type Io, Usage } from "./io.ts";
import { live } from "./live.ts";
import { read } from "./read.ts";
import { record } from "./record/record.ts";
import { show } from "./show.ts";
import { helpOf } from "./usage.ts";
import { view } from "./view.ts";

const COMMANDS = new Map([
  ["show", show],
  ["check", check],
  ["read", read],
  ["record", record],
  ["convert", convert],
  ["live", live],
  ["view", view],
]);

const VERSION = packageJson.version;

/** Runs one command line (without node and script). Returns the exit code. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const [name = "", ...rest] = argv;
  if (name === "--version") {
    await io.out(`${VERSION}\n`);
    return 0;
  }
  const command = COMMANDS.get(name);
  try {
    if (name === "" || name === "--help" || name === "-h" || name === "help") {
      await io.out(helpOf(rest[0]));
      return name === "" ? 2 : 0;
    }
    if (!command) throw new Usage(`Cannot run "${name}": the commands are ${[...COMMANDS.keys()].join(", ")}`);
    if (rest.includes("--help") || rest.includes("-h")) {
      await io.out(helpOf(name));
      return 0;
    }
    return await command(rest, io);
  } catch (error) {
    io.err(`kvmscope: ${displayName(error instanceof Error ? error.message : String(error), 4096)}\n`);
    if (error instanceof Usage) io.err(`kvmscope ${command ? `${name} ` : ""}--help shows what can be done\n`);
    return 2;
  }
}
