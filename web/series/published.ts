// What the side that stores hands to the side that scans: where the rows are, in time order. Survives structured clone.

import type { Generation } from "../engine/generation.ts";
import type { SampleIndex, Timing } from "../engine/samples.ts";
import type { RecordingId, SourceId } from "./model.ts";

export interface PublishedSource {
  readonly source: SourceId;
  readonly recording: RecordingId;
  readonly timing: Timing;
  /** ns of second 0. */
  readonly start: bigint;
  readonly index: SampleIndex;
  readonly generations: readonly Pick<Generation, "table" | "rest" | "restBytes">[];
}

export type Publish =
  | { readonly kind: "sources"; readonly sources: readonly PublishedSource[] }
  /** Forget these sources; answer when no scan uses their rows any more. */
  | { readonly kind: "forget"; readonly recording: RecordingId };
