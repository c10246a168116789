// What goes to stderr: a sentence each, the same kind of sentence so many times at most.

import { displayName } from "../web/format/text.ts";
import type { Io } from "./io.ts";

/** One wrong folder may hold 25,000 files. */
const MOST = 20;

export interface Sentences {
  say(path: string, message: string): void;
  /** Says it unless it has said 20 already. */
  sayCapped(path: string, message: string): void;
  /** One line for what was not said, named by `what` in the plural. */
  end(what: string): void;
}

/** Sentences about files, escaped for a terminal. */
export function createSentences(io: Io): Sentences {
  let count = 0;
  const say = (path: string, message: string) =>
    io.err(`kvmscope: ${displayName(path)}: ${displayName(message, 4096)}\n`);
  return {
    say,
    sayCapped(path, message) {
      count++;
      if (count <= MOST) say(path, message);
    },
    end(what) {
      if (count > MOST) io.err(`kvmscope: and ${count - MOST} more ${what}\n`);
    },
  };
}
