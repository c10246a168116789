// @ts-check
// node test/bench/recording.mjs: builds recording.ts to JavaScript and runs it. MESSAGES (5000 a channel) and ROUNDS (5) in
// the environment make it shorter.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));
await build({
  configFile: false,
  root,
  logLevel: "warn",
  ssr: { noExternal: true },
  build: { ssr: true, outDir: "build/bench", target: "node20", rolldownOptions: { input: "test/bench/recording.ts" } },
});
const args = ["build/bench/recording.js", "test/fixtures/pread-truth/vcpu-0.bin", "build/kvm.wasm"];
process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1;
