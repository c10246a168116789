// The newest rounds, as they go onto the wire: kept up to a budget, whoever reads them and however slowly.

/** Bytes of rounds that are kept. */
export const TAPE_BYTES = 64 * 2 ** 20;

/** One round on the tape. */
export interface TapedRound {
  readonly sequence: number;
  /** Of its first and last sample, ns since 1970. */
  readonly from: bigint;
  readonly to: bigint;
  /** Definitions that must be known before it. */
  readonly definitions: number;
  /** A chunk record. */
  readonly bytes: Uint8Array;
}

export interface Tape {
  /** Schema and channel records, in the order they were made: whoever begins to read needs all of them. */
  readonly definitions: readonly Uint8Array[];
  /** Metadata records, the newest of each name. */
  readonly facts: ReadonlyMap<string, Uint8Array>;
  /** Sentences of the recorder, by number. */
  readonly said: readonly string[];
  /** Of the newest round; -1 before the first. */
  readonly newest: number;
  /** Time of the first sample there ever was, ns since 1970; null before it. */
  readonly since: bigint | null;
  /** Of the newest round that is not kept any more; -1 while all are. */
  readonly dropped: number;
  /** Time of that round's last sample, ns since 1970; 0 while all are kept. */
  readonly droppedTo: bigint;
  readonly bytes: number;
  /** Why nothing more will come; null while it may. */
  readonly ended: string | null;
  define(record: Uint8Array): void;
  setFacts(name: string, record: Uint8Array): void;
  say(sentence: string): void;
  add(round: Omit<TapedRound, "definitions">): void;
  end(why: string): void;
  /** The first round after a sequence that is still there; null: none yet. */
  after(sequence: number): TapedRound | null;
  /** Resolves at the next change, or after `wait` ms. */
  changed(wait: number): Promise<void>;
}

/** An empty tape that keeps `budget` bytes of rounds, and always the newest one. */
export function createTape(budget: number): Tape {
  const definitions: Uint8Array[] = [];
  const facts = new Map<string, Uint8Array>();
  const said: string[] = [];
  /** Rounds from `first` on are kept: shift() on a long array moves all of it. */
  let rounds: TapedRound[] = [];
  let first = 0;
  let bytes = 0;
  let newest = -1;
  let since: bigint | null = null;
  let dropped = -1;
  let droppedTo = 0n;
  let ended: string | null = null;
  const waiting = new Set<() => void>();

  function changed(): void {
    for (const wake of [...waiting]) wake();
  }

  function trim(): void {
    while (bytes > budget && first < rounds.length - 1) {
      const oldest = rounds[first++];
      if (oldest === undefined) break;
      bytes -= oldest.bytes.length;
      dropped = oldest.sequence;
      droppedTo = oldest.to;
    }
    if (first > 1024 && first > rounds.length / 2) {
      rounds = rounds.slice(first);
      first = 0;
    }
  }

  return {
    definitions,
    facts,
    said,
    get newest() {
      return newest;
    },
    get since() {
      return since;
    },
    get dropped() {
      return dropped;
    },
    get droppedTo() {
      return droppedTo;
    },
    get bytes() {
      return bytes;
    },
    get ended() {
      return ended;
    },
    define(record) {
      definitions.push(record);
    },
    setFacts(name, record) {
      facts.set(name, record);
    },
    say(sentence) {
      said.push(sentence);
      changed();
    },
    add(round) {
      rounds.push({ ...round, definitions: definitions.length });
      newest = round.sequence;
      since ??= round.from;
      bytes += round.bytes.length;
      trim();
      changed();
    },
    end(why) {
      ended ??= why;
      changed();
    },
    after(sequence) {
      let [low, high] = [first, rounds.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((rounds[middle]?.sequence ?? 0) > sequence) high = middle;
        else low = middle + 1;
      }
      return rounds[low] ?? null;
    },
    changed(wait) {
      return new Promise((resolve) => {
        const timer = setTimeout(wake, wait);
        function wake(): void {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        }
        waiting.add(wake);
      });
    },
  };
}
