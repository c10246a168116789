import { displayName } from "../../web/format/text.ts";
import type { Io } from "../io.ts";

/** What a recorder says on stderr: sentences, and on a terminal one line that is rewritten. */
export interface Status {
  /** One sentence; may hold hostile text. */
  say(sentence: string): void;
  /** Lines as they are. */
  print(lines: string): void;
  /** Rewrites the line once a second, until `stop`. */
  start(line: () => string): void;
  stop(): void;
}

const PERIOD = 1000; // ms
const CLEAR = "\r\x1b[K";

export function createStatus(io: Io): Status {
  let timer: NodeJS.Timeout | undefined;
  let shown = false;

  function print(lines: string): void {
    if (shown) io.err(CLEAR);
    shown = false;
    io.err(lines);
  }

  return {
    print,
    say: (sentence) => print(`kvmscope: ${displayName(sentence, 4096)}\n`),
    start(line) {
      if (!io.errIsTerminal) return;
      timer = setInterval(() => {
        print("");
        io.err(line());
        shown = true;
      }, PERIOD);
      timer.unref();
    },
    stop() {
      clearInterval(timer);
      print("");
    },
  };
}
