// What the page is told of a recording that grows while it is looked at. Survives structured clone.

/** Where a growing recording comes from. */
export type Followed =
  /** Rounds of running VMs, over one response of the page's server. */
  | {
      readonly kind: "stream";
      readonly url: string;
      readonly token: string;
      /** Bytes of samples held in memory: when there are more, the oldest go. */
      readonly held: number;
    }
  /** A file of the page's server, by ranges. */
  | { readonly kind: "file"; readonly url: string; readonly token: string };

/** A stretch of time, ns since 1970. */
export interface Looked {
  readonly from: bigint;
  readonly to: bigint;
}

export type LiveState =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  /** The connection broke; the next attempt is at this time, ms since 1970. */
  | { readonly kind: "waiting"; readonly until: number; readonly why: string }
  /** Nothing more will come. */
  | { readonly kind: "ended"; readonly why: string };

export interface LiveStatus {
  readonly from: Followed["kind"];
  readonly state: LiveState;
  /** Rounds a second, over the last ten seconds; 0 while none came. */
  readonly rate: number;
  /** ms that the newest sample was old when it came, by the server's clock; null where nobody says. */
  readonly delay: number | null;
  /** When the newest sample came, ms since 1970; 0 before the first. */
  readonly at: number;
  readonly rounds: number;
  /** Rounds that the recorder made and this page will not get. */
  readonly lost: number;
  /** Bytes of samples in memory. */
  readonly heldBytes: number;
  /** ns since 1970 of the oldest sample in memory; null while all are. */
  readonly heldFrom: bigint | null;
  /** ns since 1970 of the first round that is not in memory, because what is looked at has the room; null: it goes with what comes. */
  readonly heldTo: bigint | null;
  /** What is no longer in memory can be read again, before `heldFrom`. */
  readonly earlier: boolean;
  /** The server writes a recording file. */
  readonly recording: boolean;
  /** Bytes kept beside the samples in memory, to save and to scroll back. */
  readonly kept: { readonly bytes: number; readonly disk: boolean };
}
