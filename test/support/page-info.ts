// What the page is told of a recording, with everything a test does not care about filled in.

import type { Descriptor } from "../../web/format/model.ts";
import type { SourceInfo } from "../../web/series/model.ts";

/** A cumulative count. */
export const PLAIN: Descriptor = {
  index: 0,
  name: "",
  flags: 0,
  type: "cumulative",
  unit: "none",
  base: 10,
  exponent: 0,
  size: 1,
  offset: 0,
  bucketSize: 0,
};

/** A vCPU with five samples in a second and no statistics. */
export function sourceInfo(id: number, change: Partial<SourceInfo> = {}): SourceInfo {
  return {
    id,
    recording: 1,
    vm: 0,
    label: `vcpu-${id}`,
    path: "",
    scope: "vcpu",
    vcpu: id,
    samples: 5,
    from: 0,
    to: 1,
    period: 0.25,
    timing: "name",
    generations: [],
    stats: [],
    short: 0,
    how: null,
    pid: null,
    disturbs: null,
    reconstructed: false,
    ...change,
  };
}
