import { describe, expect, it } from "vitest";
import { createTape, type Tape } from "../../../cli/live/tape.ts";

function add(tape: Tape, sequence: number, length: number): void {
  tape.add({ sequence, from: 0n, to: 0n, bytes: bytesOf(length) });
}

const bytesOf = (length: number) => new Uint8Array(length);

describe("createTape()", () => {
  it("keeps rounds within its budget, the newest always, and says what it dropped", () => {
    const tape = createTape(100);
    for (let sequence = 0; sequence < 5; sequence++) add(tape, sequence, 30);
    expect({ newest: tape.newest, dropped: tape.dropped, bytes: tape.bytes }).toEqual({
      newest: 4,
      dropped: 1,
      bytes: 90,
    });
    expect(tape.after(-1)?.sequence).toBe(2);
    add(tape, 9, 1000);
    expect({ dropped: tape.dropped, bytes: tape.bytes, after: tape.after(3)?.sequence }).toEqual({
      dropped: 4,
      bytes: 1000,
      after: 9,
    });
    expect(tape.after(9)).toBeNull();
  });

  it("finds the round after any sequence, also over missing ones", () => {
    const tape = createTape(1e9);
    const sequences = Array.from({ length: 3000 }, (_, i) => i * 2 + (i % 3));
    const kept: number[] = [];
    for (const sequence of sequences) {
      if (sequence <= (kept.at(-1) ?? -1)) continue;
      kept.push(sequence);
      add(tape, sequence, 10);
    }
    for (let after = -1; after < 6010; after += 7) {
      expect(tape.after(after)?.sequence ?? null).toBe(kept.find((each) => each > after) ?? null);
    }
  });

  it("stays bounded over hours, and knows what a reader must know before each round", () => {
    const tape = createTape(10_000);
    for (let sequence = 0; sequence < 50_000; sequence++) {
      if (sequence % 10_000 === 0) tape.define(bytesOf(5));
      add(tape, sequence, 100);
    }
    expect(tape.bytes).toBe(10_000);
    expect(tape.after(-1)).toMatchObject({ sequence: 49_900, definitions: 5 });
  });

  it("wakes whoever waits at a round, a sentence and the end, else after the time", async () => {
    const tape = createTape(100);
    for (const change of [() => add(tape, 1, 1), () => tape.say("hm"), () => tape.end("over")]) {
      const changed = tape.changed(60_000);
      change();
      await changed;
    }
    await tape.changed(1);
    expect({ said: tape.said, ended: tape.ended }).toEqual({ said: ["hm"], ended: "over" });
  });
});
