// Where a page stands in a live stream: what it has, what it missed, when it asks again. Pure.

/** Name of the Metadata records with which the server speaks (cli/live/live-records.ts). */
export const LIVE_FACTS = "kvmstats.live";
/** ms between attempts: the first, and at most. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 5000;
/** Stretch over which the rate is counted, ns. */
const RATE_OVER = 10_000_000_000n;
/** None comes any more when this many are overdue, and for so long, ms. */
const PAUSED = 4;
const PAUSED_AT_LEAST = 2000;

/** What a record of the server meant. */
export type Heard =
  | { readonly kind: "round" | "recorded" | "unrecorded" | "caught" | "beat" | "unknown" }
  /** `since`: time of the first sample the server ever had, ns since 1970; null before it. */
  | { readonly kind: "hello"; readonly recording: boolean; readonly since: bigint | null }
  | { readonly kind: "gap"; readonly rounds: number }
  | { readonly kind: "said"; readonly text: string }
  | { readonly kind: "end"; readonly why: string };

/** A round as it was announced. */
export interface Announced {
  readonly sequence: number;
  /** Of its first and last sample, ns since 1970. */
  readonly from: bigint;
  readonly to: bigint;
  /** ms that its newest sample was old. */
  readonly delay: number;
}

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
  /** What the records are that come now: a round, definitions, a round that is there already, or a chunk of the recording. */
  next(): Announced | "definitions" | "known" | "recorded";
  /** A round is stored. */
  took(round: Announced, now: number): void;
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
  let announced: Announced | "recorded" | null = null;
  let rounds = 0;
  let lost = 0;
  let said = -1;
  let delay: number | null = null;
  /** Of the newest rounds, by the server's clock, ns since 1970. */
  let times: bigint[] = [];
  let arrived = 0;

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
          return {
            kind: "hello",
            recording: entries.get("recording") === "true",
            since: timeOf(entries.get("since")),
          };
        case "round":
          announced = announcedOf(entries, number("sequence"));
          return { kind: announced === null ? "unknown" : "round" };
        case "beat":
          return { kind: "beat" };
        case "recorded":
          announced = "recorded";
          return { kind: "recorded" };
        case "unrecorded":
          return { kind: "unrecorded" };
        case "caught": {
          const to = number("to");
          if (to === null || to <= after) return { kind: "unknown" };
          rounds += to - Math.max(number("from") ?? to, after + 1) + 1;
          after = to;
          return { kind: "caught" };
        }
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
    next() {
      const round = announced;
      announced = null;
      if (round === null) return "definitions";
      if (round === "recorded") return round;
      return round.sequence > after ? round : "known";
    },
    took(round, now) {
      after = round.sequence;
      delay = round.delay;
      rounds++;
      arrived = now;
      times.push(round.to);
      const [first = round.to] = times;
      // now and then, so that it costs nothing
      if (round.to - first > 2n * RATE_OVER) times = times.filter((time) => time > round.to - RATE_OVER);
    },
    rate(now) {
      const last = times.at(-1) ?? 0n;
      const recent = times.filter((time) => time > last - RATE_OVER);
      const [first = last] = recent;
      if (first === last) return 0;
      const apart = Number(last - first) / (recent.length - 1) / 1e6;
      return now - arrived > Math.max(PAUSED * apart, PAUSED_AT_LEAST) ? 0 : 1000 / apart;
    },
  };
}

function announcedOf(entries: ReadonlyMap<string, string>, sequence: number | null): Announced | null {
  const [now, from, to] = ["now", "from", "to"].map((name) => timeOf(entries.get(name)));
  if (sequence === null || now == null || from == null || to == null) return null;
  return { sequence, from, to, delay: Math.max(0, Number(now - to) / 1e6) };
}

function timeOf(text = ""): bigint | null {
  return /^\d{1,19}$/.test(text) ? BigInt(text) : null;
}
