// A recording file of the page's server, as it is read and as it grows; the file is an array here.

import { expect, it } from "vitest";
import type { McapItem } from "../../../web/format/mcap.ts";
import { MAGIC } from "../../../web/format/mcap-records.ts";
import { startFile } from "../../../web/worker/file-job.ts";

const HALF = new Uint8Array(500);
const REST = new Uint8Array([...new Uint8Array(300), ...MAGIC]);

/** States that a file went through which grew by these pieces, each when the one before was read to its end. */
async function statesOf(pieces: readonly Uint8Array[]): Promise<{ states: string[]; read: number }> {
  let file = new Uint8Array(0);
  let next = 0;
  let read = 0;
  const grow = () => {
    file = new Uint8Array([...file, ...(pieces[next++] ?? [])]);
  };
  const states: string[] = [];
  grow();
  const job = startFile(
    {
      size: async () => ({ size: file.length, tag: "same" }),
      read: async ({ from, to }) => file.slice(from, Math.min(to, from + 200)),
      async *walk(bytes): AsyncGenerator<McapItem> {
        for await (const part of bytes) read += part.length;
        yield* [];
      },
      now: () => Date.now(),
      wait: () => 0,
    },
    {
      take: async () => [],
      grown: async () => undefined,
      status({ state }) {
        if (states.at(-1) !== state.kind) states.push(state.kind);
        if (state.kind !== "live") return;
        grow();
        queueMicrotask(() => setTimeout(() => job.retry()));
      },
      problem: (message) => states.push(message),
      said: (message) => states.push(message),
      done: (why) => states.push(`done: ${why}`),
      recorded: () => undefined,
      progress: () => undefined,
    },
  );
  await job.finished;
  return { states, read };
}

it("never follows a file that is whole when it is opened", async () => {
  const states = ["connecting", "ended", "done: "];
  expect(await statesOf([new Uint8Array([...HALF, ...REST])])).toEqual({ states, read: HALF.length + REST.length });
});

it("follows one that grows until its end is written", async () => {
  const states = ["connecting", "live", "ended", "done: "];
  expect(await statesOf([HALF, REST])).toEqual({ states, read: HALF.length + REST.length });
});
