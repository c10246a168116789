// The command without a process: its exit code and what it printed.

import type { Io } from "../../cli/io.ts";
import { run } from "../../cli/run.ts";

export interface Ran {
  readonly code: number;
  readonly out: Uint8Array<ArrayBuffer>;
  readonly text: string;
  readonly err: string;
}

/** Runs one command line. */
export async function kvmscope(...argv: readonly string[]): Promise<Ran> {
  const chunks: Buffer[] = [];
  let err = "";
  const io: Io = {
    out(data) {
      chunks.push(Buffer.from(data));
    },
    err(text) {
      err += text;
    },
    errIsTerminal: false,
  };
  const code = await run(argv, io);
  const out = new Uint8Array(Buffer.concat(chunks));
  return { code, out, text: new TextDecoder().decode(out), err };
}
