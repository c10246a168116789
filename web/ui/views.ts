// The ways to look at a recording. Each is loaded when it is first wanted.

import type { ComponentType } from "react";
import { ChartColumn } from "./charts/ChartColumn.tsx";
import { later } from "./page/later.ts";

export interface ViewSpec {
  /** In links; stable. */
  readonly id: string;
  /** On its tab, and the name of the main region. */
  readonly title: string;
  /** What it answers, for the tab's tooltip and the palette. */
  readonly about: string;
  /** Nothing to see without a time axis. */
  readonly timed: boolean;
  readonly Body: ComponentType;
}

export const VIEWS: readonly [ViewSpec, ...ViewSpec[]] = [
  { id: "charts", title: "Charts", about: "Statistics over time, by meaning", timed: false, Body: ChartColumn },
  {
    id: "compare",
    title: "Compare",
    about: "Two recordings, VMs, vCPUs or stretches of time against each other",
    timed: true,
    Body: later(() => import("./compare/Compare.tsx").then((module) => module.Compare)),
  },
  {
    id: "changes",
    title: "What changed",
    about: "All statistics ranked by how much they changed in the selected time",
    timed: true,
    Body: later(() => import("./changes/Changes.tsx").then((module) => module.Changes)),
  },
  {
    id: "advisor",
    title: "Halt polling",
    about: "What another halt_poll_ns would have kept and cost",
    timed: true,
    Body: later(() => import("./advisor/HaltPolling.tsx").then((module) => module.HaltPolling)),
  },
  {
    id: "bytes",
    title: "Bytes",
    about: "The dump at the cursor, byte by byte, every field named",
    timed: false,
    Body: later(() => import("./bytes/BytesView.tsx").then((module) => module.BytesView)),
  },
  {
    id: "quality",
    title: "Quality",
    about: "Gaps, resets, late or cut samples, impossible values: what to doubt, and where",
    timed: false,
    Body: later(() => import("./quality/QualityView.tsx").then((module) => module.QualityView)),
  },
];
