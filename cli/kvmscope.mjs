#!/usr/bin/env node
// @ts-check
// What npm links as the command: in the tree before anything is built, so that a link made then works later.

import { existsSync } from "node:fs";

const built = new URL("../dist/cli/main.js", import.meta.url);

if (existsSync(built)) {
  await import(built.href);
} else {
  process.stderr.write("kvmscope: Cannot start: the command is not built yet, npm run build in its folder does that\n");
  process.exitCode = 2;
}
