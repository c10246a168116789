import { describe, expect, it } from "vitest";
import { createEarlier } from "../../../web/worker/earlier.ts";
import { createHeld, type Held } from "../../../web/worker/held.ts";
import { createSpool } from "../../../web/worker/spool.ts";
import { memoryStore } from "../../../web/worker/spool-store.ts";

const BUDGET = 100;

interface Memory {
  readonly held: Held;
  /** Samples in memory: one a ns, of one byte each. */
  readonly samples: Set<number>;
  /** Pieces that were asked for. */
  readonly asked: bigint[];
  readonly failures: unknown[];
  /** Samples come. */
  come(upTo: number): Promise<void>;
  /** All between the first and the last, in words. */
  readonly text: string;
}

/** Memory of a stream whose samples of all times can be read again, unless `earlier` says otherwise. */
function memory(earlier: (time: bigint) => boolean = () => true): Memory {
  const samples = new Set<number>();
  const asked: bigint[] = [];
  const failures: unknown[] = [];
  let next = 1;
  const keepIf = (is: (at: bigint) => boolean) => {
    for (const at of samples) if (!is(BigInt(at))) samples.delete(at);
  };
  const held = createHeld({
    budget: BUDGET,
    bytes: () => samples.size,
    dropBefore: (time) => keepIf((at) => at >= time),
    dropFrom: (time) => keepIf((at) => at < time),
    async add(piece) {
      for (const at of new Uint16Array(piece.slice().buffer)) samples.add(at);
    },
    show: async () => undefined,
    async before(time, bytes) {
      asked.push(time);
      if (!earlier(time)) throw new Error("the server is gone");
      const from = Math.max(1, Number(time) - bytes);
      if (time <= 1n) return null;
      const piece = Uint16Array.from({ length: Number(time) - from }, (_, i) => from + i);
      return { bytes: new Uint8Array(piece.buffer), from: BigInt(from) };
    },
    failed: (error) => failures.push(error),
  });
  return {
    held,
    samples,
    asked,
    failures,
    async come(upTo) {
      for (; next <= upTo; next++) {
        const at = BigInt(next);
        if (held.takes({ from: at, to: at })) samples.add(next);
        held.grown(at);
        if (next % 10 === 0) await settled();
      }
      await settled();
    },
    get text() {
      const all = [...samples].sort((a, b) => a - b);
      const gaps = all.filter((at, i) => i > 0 && at !== (all[i - 1] ?? 0) + 1);
      return `${all[0]} to ${all.at(-1)}${gaps.map((at) => `, gap before ${at}`).join("")}`;
    },
  };
}

/** Lets what was begun come to its end. */
async function settled(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}

describe("createHeld()", () => {
  it("keeps the newest within the budget while the view follows", async () => {
    const { held, samples, come } = memory();
    for (let at = 10; at <= 1000; at += 10) {
      await come(at);
      expect(samples.size).toBeLessThanOrEqual(BUDGET + 10);
    }
    expect(samples.has(1000)).toBe(true);
    expect(samples.size).toBeGreaterThan(BUDGET / 2);
    expect(held).toMatchObject({ trimmed: true, to: null, from: BigInt(Math.min(...samples)) });
  });

  it("never drops what is shown while the view stays, whatever comes", async () => {
    const stream = memory();
    const { held, samples, come } = stream;
    await come(90);
    await held.look({ from: 40n, to: 80n });
    for (let at = 100; at <= 1000; at += 10) {
      await come(at);
      expect(samples.size).toBeLessThanOrEqual(BUDGET + 10);
      for (let shown = 35; shown <= 85; shown++) expect(samples.has(shown)).toBe(true);
    }
    expect(stream.text).not.toContain("gap");
    expect(held.to).toBe(BigInt(Math.max(...samples) + 1));
  });

  it("reads back to the start, beside what is shown and no more", async () => {
    const { held, samples, come } = memory();
    await come(1000);
    let shown = { from: 960n, to: 1000n };
    for (let steps = 0; (held.from ?? 0n) > 1n && steps < 200; steps++) {
      // as far as there is something
      const from = held.from ?? 0n;
      shown = { from, to: from + 40n };
      await held.look(shown);
      await held.back();
      expect(samples.size).toBeLessThanOrEqual(BUDGET * 1.25);
      for (let at = shown.from; at < shown.to; at++) expect(samples.has(Number(at))).toBe(true);
      await come(1000 + steps);
    }
    expect(Math.min(...samples)).toBe(1);
    expect(samples.has(1000)).toBe(false);
  });

  it("keeps what was read again for a view at its beginning while more comes, before the view gets there", async () => {
    const { held, samples, come } = memory();
    await come(1000);
    await held.look({ from: held.from ?? 0n, to: 1000n });
    await held.back();
    const { from } = held;
    for (let at = 1010; at <= 1200; at += 10) await come(at);
    expect(held.from).toBe(from);
    expect(samples.has(Number(from))).toBe(true);
    expect(samples.size).toBeLessThanOrEqual(2 * BUDGET);
  });

  it("goes on at the newest: without a gap where it stood near, and only there where it stood far away", async () => {
    const near = memory();
    await near.come(90);
    await near.held.look({ from: 1n, to: 90n });
    await near.come(125);
    expect(near.text).toMatch(/^1 to 1?\d\d$/);
    await near.held.look(null);
    await near.come(140);
    expect(near.text).toMatch(/^\d+ to 140$/);
    expect(near.held.to).toBeNull();

    const far = memory();
    await far.come(90);
    await far.held.look({ from: 1n, to: 90n });
    await far.come(5000);
    await far.held.look(null);
    await far.come(5010);
    expect(far.text).toMatch(/^49\d\d to 5010$/);
    expect(far.held.from).toBe(BigInt(Math.min(...far.samples)));
  });

  it("holds twice the budget at most when all of it is shown", async () => {
    const { held, samples, come } = memory();
    await come(1000);
    for (let i = 0; i < 20; i++) {
      await held.look({ from: held.from ?? 0n, to: 1000n });
      await held.back();
    }
    expect(samples.size).toBeGreaterThan(BUDGET);
    expect(samples.size).toBeLessThanOrEqual(2 * BUDGET);
  });

  it("says when nothing can be read, and goes on with what comes", async () => {
    const { held, failures, come, samples } = memory(() => false);
    await come(90);
    await held.look({ from: 1n, to: 90n });
    await come(300);
    await held.look(null);
    await come(320);
    expect(failures.length).toBe(1);
    expect(samples.has(320)).toBe(true);
    expect(held.to).toBeNull();
  });
});

describe("createEarlier()", () => {
  const definitions = new Uint8Array([3, 0, 0, 0, 0, 0, 0, 0, 0]);
  const record = new Uint8Array([0x80, 0, 0, 0, 0, 0, 0, 0, 0]);

  function earlier() {
    const asked: string[] = [];
    const spool = createSpool(memoryStore(), { budget: 1e6, segment: 1e4, library: "test" });
    spool.define(definitions);
    const made = createEarlier(spool, {
      async before(time, bytes) {
        asked.push(`before ${time}, ${bytes}`);
        return { bytes: new Uint8Array(0), from: time - 10n };
      },
      async between(from, to) {
        asked.push(`${from} to ${to}`);
        return new Blob(["recorded"]);
      },
    });
    return { asked, spool, made };
  }

  it("takes the recording where there is one, and the spool where there is none", async () => {
    const { asked, spool, made } = earlier();
    made.recorded(true, 5n);
    expect(made.from).toBe(5n);
    expect((await made.before(100n, 7))?.from).toBe(90n);
    expect(asked).toEqual(["before 100, 7"]);

    // it broke off: what came since is in the spool, the rest still in it
    made.recorded(false, null);
    spool.append(record, 200n, 210n);
    expect((await made.before(300n, 7))?.from).toBe(200n);
    expect((await made.before(200n, 7))?.from).toBe(190n);
    expect(asked).toEqual(["before 100, 7", "before 200, 7"]);
    const saved = new Uint8Array(await (await made.save(5n, 210n)).arrayBuffer());
    expect(asked.at(-1)).toBe("5 to 210");
    expect(Buffer.from(saved).toString("latin1").startsWith(`recorded\u0003`)).toBe(true);
  });

  it("asks no server that never recorded", async () => {
    const { asked, spool, made } = earlier();
    made.recorded(false, 5n);
    made.began(5n);
    expect(made.from).toBeNull();
    expect(await made.before(100n, 7)).toBeNull();
    spool.append(record, 50n, 60n);
    expect(made.from).toBe(50n);
    expect((await made.before(100n, 7))?.from).toBe(50n);
    await made.save(5n, 60n);
    expect(asked).toEqual([]);
  });
});
