// What belongs to one open recording and lives outside React: view, samples at the cursor, player.

import { createViewHistory, type ViewHistory } from "../chart/history.ts";
import { type ChartView, createChartView, type TimeRange } from "../chart/view-store.ts";
import type { RecordingInfo } from "../series/model.ts";
import type { Client } from "../worker/client.ts";
import { createPlayer, type Player } from "./time/player.ts";
import { createSampleFeed, type SampleFeed } from "./time/sample-feed.ts";

/** Samples across a chart at the closest zoom. */
const SAMPLES_ACROSS = 4;

export interface Session {
  readonly view: ChartView;
  /** Stretches of time shown before. */
  readonly history: ViewHistory;
  readonly feed: SampleFeed;
  readonly player: Player;
  /** The recording has grown or got a clock. */
  update(info: RecordingInfo): void;
  dispose(): void;
}

/** All there is of a recording: seconds, or sample numbers without a clock. */
function extentOf(info: RecordingInfo): TimeRange {
  // not from 0 on where the first samples are held no more
  if (info.clock === "time")
    return { from: Math.min(info.duration, ...info.sources.map(({ from }) => from)), to: info.duration };
  const samples = Math.max(1, ...info.sources.map((source) => source.samples));
  return { from: 0, to: samples - 1 };
}

/** Closer than a few samples there is nothing to see. */
function minSpanOf(info: RecordingInfo): number | undefined {
  const periods = info.sources.map(({ period }) => period).filter((period) => period > 0);
  return periods.length > 0 ? SAMPLES_ACROSS * Math.min(...periods) : undefined;
}

/** A session that shows the whole recording, its player at the end. */
export function createSession(client: Client, info: RecordingInfo, onError: (message: string) => void): Session {
  const view = createChartView(extentOf(info), labelsOf(info), info.start);
  const history = createViewHistory(view);
  const feed = createSampleFeed(client, view, onError);
  const player = createPlayer(client, view, feed);
  let clock = info.clock;
  const minSpan = minSpanOf(info);
  if (minSpan !== undefined) view.set({ minSpan });
  return {
    view,
    history,
    feed,
    player,
    update(next) {
      const { extent, range } = view.get();
      const grown = extentOf(next);
      const changed = clock !== next.clock;
      const whole = changed || (range.from <= extent.from && range.to >= extent.to);
      clock = next.clock;
      const minSpan = minSpanOf(next) ?? view.get().minSpan;
      // seconds or UTC is the user's choice: only a new clock undoes it
      const labels = changed ? labelsOf(next) : view.get().labels;
      const count = view.get().grown + 1;
      view.set({ extent: grown, range: whole ? grown : range, labels, start: next.start, minSpan, grown: count });
      feed.refresh();
    },
    dispose() {
      history.dispose();
      player.dispose();
      feed.dispose();
    },
  };
}

function labelsOf(info: RecordingInfo): "relative" | "sample" {
  return info.clock === "time" ? "relative" : "sample";
}
