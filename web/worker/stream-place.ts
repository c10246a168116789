// Where a page stands in a live stream: what it has, what it missed, when it asks again. Pure.

/** Name of the Metadata records with which the server speaks (cli/live/live-records.ts). */
export const LIVE_FACTS = "kvmstats.live";
/** ms between attempts: the first, and at most. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 5000;
/** Stretch over which the rate is counted, ms. */
const RATE_OVER = 10_000;

/** What a record of the server meant. */
export type Heard =
  | { readonly kind: "round" | "beat" | "unknown" }
  | { readonly kind: "hello"; readonly recording: boolean }
  | { readonly kind: "gap"; readonly rounds: number }
  | { readonly kind: "said"; readonly text: string }
  | { readonly kind: "end"; readonly why: string };

export interface StreamPlace {
  /** Of the newest round that was taken whole; -1: none. */
  readonly after: number;
  /** Rounds taken. */
  readonly rounds: number;
  /** Rounds that were read and will not come. */
  readonly lost: number;
  /** ms that the newest sample was old when the server sent it; null before the first. */
  readonly delay: number | null;
  /** A new connection: what was announced on the old one does not come any more. */
  connected(): void;
  hear(entries: ReadonlyMap<string, string>): Heard;
  /** Whether the records that came now are wanted: definitions always, a round once. */
  wants(): boolean;
  /** They are stored. True: they were a round. */
  took(now: number): boolean;
  /** Rounds a second. */
  rate(now: number): number;
}

/** ms to wait before an attempt, by how many failed since the last round came. */
export function waitBefore(failed: number): number {
  return Math.min(FIRST_WAIT * 2 ** failed, LONGEST_WAIT);
}

/** A page that has nothing yet. */
export function createStreamPlace(): StreamPlace {
  let after = -1;
  let announced: { readonly sequence: number; readonly delay: number | null } | null = null;
  let rounds = 0;
  let lost = 0;
  let said = -1;
  let delay: number | null = null;
  let arrivals: number[] = [];

  return {
    get after() {
      return after;
    },
    get rounds() {
      return rounds;
    },
    get lost() {
      return lost;
    },
    get delay() {
      return delay;
    },
    connected() {
      announced = null;
    },
    hear(entries) {
      const number = (name: string) => {
        const text = entries.get(name) ?? "";
        return /^\d{1,15}$/.test(text) ? Number(text) : null;
      };
      switch (entries.get("kind")) {
        case "hello":
          return { kind: "hello", recording: entries.get("recording") === "true" };
        case "round": {
          const sequence = number("sequence");
          if (sequence === null) return { kind: "unknown" };
          announced = { sequence, delay: ageOf(entries) };
          return { kind: "round" };
        }
        case "beat":
          return { kind: "beat" };
        case "gap": {
          const from = number("from");
          const to = number("to");
          if (from === null || to === null || to <= after) return { kind: "unknown" };
          const missed = to - Math.max(from, after + 1) + 1;
          lost += missed;
          return { kind: "gap", rounds: missed };
        }
        case "said": {
          const id = number("id");
          // each connection begins with all of them
          if (id === null || id <= said) return { kind: "unknown" };
          said = id;
          return { kind: "said", text: entries.get("text") ?? "" };
        }
        case "end":
          return { kind: "end", why: entries.get("why") ?? "" };
        default:
          return { kind: "unknown" };
      }
    },
    wants() {
      if (announced === null || announced.sequence > after) return true;
      announced = null;
      return false;
    },
    took(now) {
      if (announced === null) return false;
      after = announced.sequence;
      delay = announced.delay;
      announced = null;
      rounds++;
      arrivals.push(now);
      if (arrivals.length > 4096) arrivals = arrivals.filter((at) => at > now - RATE_OVER);
      return true;
    },
    rate(now) {
      const recent = arrivals.filter((at) => at > now - RATE_OVER);
      const [first] = recent;
      if (first === undefined || recent.length < 2) return 0;
      // those that came at once with the connection say nothing about the rate
      return (recent.length - 1) / Math.max((now - first) / 1000, 0.2);
    },
  };
}

/** Server's time minus the round's newest sample, ms. */
function ageOf(entries: ReadonlyMap<string, string>): number | null {
  const [now, time] = [entries.get("now") ?? "", entries.get("time") ?? ""];
  if (!/^\d{1,19}$/.test(now) || !/^\d{1,19}$/.test(time)) return null;
  return Math.max(0, Number(BigInt(now) - BigInt(time)) / 1e6);
}
