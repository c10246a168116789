// @ts-check
// npm start: installs and builds what is missing, then serves the page. Options are those of serve.mjs.

import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { serve } from "./serve.mjs";

try {
  await ensureInstalled();
  await ensureBuilt();
  await serve(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
