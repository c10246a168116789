import { once } from "node:events";
import type { Io } from "./io.ts";

/** stdout and stderr of this process. A reader of stdout that goes away (head, less) ends the process quietly. */
export function processIo(): Io {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  // a terminal that is gone must not end a recording: there is nobody left to tell
  process.stderr.on("error", () => undefined);
  return {
    async out(data) {
      if (!process.stdout.write(data)) await once(process.stdout, "drain");
    },
    err(text) {
      process.stderr.write(text);
    },
    errIsTerminal: process.stderr.isTTY === true,
  };
}
