// The messages between the page and its workers, and nothing else. Everything here survives structured clone.
//
//   page --OpenRequest--> open worker --Publish--> scan worker --ScanReply--> page
//                              \\--OpenEvent--> page
//
// Without cross-origin isolation one worker plays both parts; only the client knows.

import type { ListOrder } from "../format/qmp-table.ts";
import type { Answer, Question, RecordingId, RecordingInfo } from "../series/model.ts";
import type { Followed, LiveStatus, Looked } from "./live-status.ts";

// ---- page -> open worker

export type OpenRequest =
  | {
      readonly kind: "hello";
      readonly wasm: WebAssembly.Module;
      /** Shared with the scan worker at the other end of `scans`; both null when this worker scans as well. */
      readonly memory: WebAssembly.Memory | null;
      readonly scans: MessagePort | null;
    }
  | {
      readonly kind: "open";
      readonly recording: RecordingId;
      readonly name: string;
      /** Never merged with another. */
      readonly apart: boolean;
      /** How monitor replies list buckets. */
      readonly lists: ListOrder;
    }
  /** A recording of the page's server that grows. */
  | { readonly kind: "follow"; readonly recording: RecordingId; readonly name: string; readonly followed: Followed }
  /** Its next attempt to connect, now. */
  | { readonly kind: "retry"; readonly recording: RecordingId }
  /** Reads again what was dropped from memory just before the oldest sample there is. */
  | { readonly kind: "back"; readonly recording: RecordingId }
  /** What is looked at, ns since 1970: it stays in memory. null: the newest. */
  | { readonly kind: "look"; readonly recording: RecordingId; readonly at: Looked | null }
  /** What was watched of it, as a file: answered by "saved". */
  | { readonly kind: "save"; readonly recording: RecordingId }
  | { readonly kind: "files"; readonly recording: RecordingId; readonly files: readonly PageFile[] }
  | { readonly kind: "end"; readonly recording: RecordingId }
  | { readonly kind: "cancel"; readonly recording: RecordingId }
  | { readonly kind: "close"; readonly recording: RecordingId }
  /** The interval of the sources whose timing is "ask", ns. */
  | { readonly kind: "interval"; readonly recording: RecordingId; readonly interval: bigint };

export interface PageFile {
  readonly path: string;
  readonly blob: Blob;
  readonly modified: number;
  /** Opens it anew when it has grown meanwhile. */
  readonly handle?: FileSystemFileHandle;
}

// ---- open worker -> page

export type OpenEvent =
  | { readonly kind: "ready" }
  | {
      readonly kind: "progress";
      readonly recording: RecordingId;
      readonly bytesRead: number;
      readonly bytesTotal: number;
      readonly dumps: number;
    }
  | { readonly kind: "recording"; readonly info: RecordingInfo }
  /** One sentence for the user: what was being done, expected and found, at which byte. */
  | { readonly kind: "problem"; readonly recording: RecordingId; readonly path: string; readonly message: string }
  | { readonly kind: "live"; readonly recording: RecordingId; readonly status: LiveStatus }
  /** null: it cannot be; a problem has said why. */
  | { readonly kind: "saved"; readonly recording: RecordingId; readonly blob: Blob | null }
  | { readonly kind: "closed"; readonly recording: RecordingId }
  /** A worker died: nothing more can be read until the page is loaded anew. Made by the client. */
  | { readonly kind: "crashed"; readonly message: string };

// ---- page -> scan worker

/** First message to the scan worker. */
export interface ScanHello {
  readonly kind: "hello";
  readonly wasm: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Publishes come in here; each is answered when it is in force. */
  readonly publishes: MessagePort;
}

export interface ScanRequest {
  readonly kind: "ask";
  readonly id: number;
  readonly questions: readonly Question[];
}

export type ScanReply =
  | { readonly kind: "answers"; readonly id: number; readonly answers: readonly Answer[] }
  | { readonly kind: "failed"; readonly id: number; readonly message: string };
