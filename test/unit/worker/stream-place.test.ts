import { describe, expect, it } from "vitest";
import { createStreamPlace, waitBefore } from "../../../web/worker/stream-place.ts";

const NOW = 1_790_000_000_000_000_000n;

function round(sequence: number, more: Record<string, string> = {}): Map<string, string> {
  const at = NOW + BigInt(sequence) * 100_000_000n;
  const entries = {
    kind: "round",
    sequence: String(sequence),
    from: String(at),
    to: String(at + 5n),
    now: String(at + 40_000_005n),
  };
  return new Map(Object.entries({ ...entries, ...more }));
}

describe("createStreamPlace()", () => {
  it("takes a round once, whatever comes again", () => {
    const place = createStreamPlace();
    expect(place.next()).toBe("definitions");
    place.hear(round(3));
    const first = place.next();
    expect(first).toMatchObject({ sequence: 3, delay: 40 });
    if (typeof first === "string") throw new Error("no round");
    // not taken yet: a connection that breaks now asks for it again
    expect(place.after).toBe(-1);
    place.took(first, 0);
    expect({ after: place.after, rounds: place.rounds, delay: place.delay }).toEqual({
      after: 3,
      rounds: 1,
      delay: 40,
    });
    for (const sequence of [1, 3]) {
      place.hear(round(sequence));
      expect(place.next()).toBe("known");
    }
    expect(place.next()).toBe("definitions");
    place.hear(round(4));
    place.connected();
    expect(place.next()).toBe("definitions");
  });

  it("counts what the server has dropped, as far as it was missing", () => {
    const place = createStreamPlace();
    const gap = (from: number, to: number) =>
      place.hear(
        new Map([
          ["kind", "gap"],
          ["from", String(from)],
          ["to", String(to)],
        ]),
      );
    expect(gap(0, 9)).toEqual({ kind: "gap", rounds: 10 });
    place.hear(round(20));
    const next = place.next();
    if (typeof next !== "string") place.took(next, 0);
    expect(gap(15, 25)).toEqual({ kind: "gap", rounds: 5 });
    expect(gap(15, 20)).toEqual({ kind: "unknown" });
    expect(place.lost).toBe(15);
  });

  it("hears a sentence once over all connections", () => {
    const place = createStreamPlace();
    const said = (id: string, text: string) =>
      new Map([
        ["kind", "said"],
        ["id", id],
        ["text", text],
      ]);
    expect(place.hear(said("0", "hm"))).toEqual({ kind: "said", text: "hm" });
    place.connected();
    expect(place.hear(said("0", "hm"))).toEqual({ kind: "unknown" });
    expect(place.hear(said("1", "so"))).toEqual({ kind: "said", text: "so" });
  });

  it("believes nothing that is no number", () => {
    const place = createStreamPlace();
    for (const more of [
      { sequence: "-1" },
      { sequence: "1e3" },
      { from: "x" },
      { to: "" },
      { now: "99999999999999999999" },
    ]) {
      expect(place.hear(round(1, more))).toEqual({ kind: "unknown" });
      expect(place.next()).toBe("definitions");
    }
    expect(place.hear(new Map([["kind", "gap"]]))).toEqual({ kind: "unknown" });
    expect(place.hear(new Map())).toEqual({ kind: "unknown" });
  });

  it("tells rounds a second by their own times, and 0 when none comes", () => {
    const place = createStreamPlace();
    expect(place.rate(0)).toBe(0);
    // all at once, as after a connection was made
    for (let sequence = 0; sequence < 500; sequence++) {
      place.hear(round(sequence));
      const next = place.next();
      if (typeof next !== "string") place.took(next, 1000);
    }
    expect(place.rate(1500)).toBeCloseTo(10);
    expect(place.rate(9000)).toBe(0);
  });
});

describe("waitBefore()", () => {
  it("waits longer each time, 5 s at most", () => {
    expect([0, 1, 2, 3, 4, 5, 100].map(waitBefore)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
  });
});
