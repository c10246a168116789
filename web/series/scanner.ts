// Answers the page's questions from the rows in memory. One per scan worker.

import { MARK_GAP } from "../../assembly/layout.ts";
import type { Engine } from "../engine/engine.ts";
import { type ColumnCache, createColumnCache } from "./column-cache.ts";
import type { Answer, FileAnswer, Question, SampleAnswer, SampleRead, SourceId, StepAnswer } from "./model.ts";
import type { Publish } from "./published.ts";
import { createScanSource, readData, readFile, type ScanSource } from "./scan-source.ts";
import { nanoseconds, seconds } from "./seconds.ts";
import { answerHistogram, answerRange, answerWindow } from "./windows.ts";

export interface Scanner {
  /** Takes new versions of sources, or forgets them. */
  apply(publish: Publish): void;
  /** One question, answered from what is published. Throws RangeError for a source or statistic that is not there. */
  answer(question: Question): Answer;
}

/** What the window functions work on. */
export interface Scan {
  readonly engine: Engine;
  readonly columns: ColumnCache;
}

export function createScanner(engine: Engine): Scanner {
  const sources = new Map<SourceId, ScanSource>();
  const scan: Scan = { engine, columns: createColumnCache(engine) };

  function sourceOf(id: SourceId): ScanSource {
    const source = sources.get(id);
    if (!source) throw new RangeError(`Cannot read source ${id}: it is not open`);
    return source;
  }

  function forget(id: SourceId): void {
    scan.columns.forget(id);
    sources.get(id)?.release();
    sources.delete(id);
  }

  /** Index of the last sample at or before a time; -1 when there is none. */
  function at(source: ScanSource, time: number): number {
    const ns = nanoseconds(source, time);
    return (engine.kernel.lower_bound(source.times, source.n, ns + 1n) >>> 0) - 1;
  }

  function timeOf(source: ScanSource, sample: number): number {
    return seconds(source, source.published.index.times[sample] ?? 0n);
  }

  function readSample(id: SourceId, time: number): SampleRead {
    const source = sourceOf(id);
    const { index } = source.published;
    const sample = at(source, time);
    if (sample < 0) {
      return { source: id, sample, generation: 0, time: 0, data: new Uint8Array(0), previous: null, gap: true };
    }
    const generation = index.generation[sample] ?? 0;
    const paired = sample > 0 && index.generation[sample - 1] === generation;
    return {
      source: id,
      sample,
      generation,
      time: timeOf(source, sample),
      data: readData(engine, source, sample),
      previous: paired ? { time: timeOf(source, sample - 1), data: readData(engine, source, sample - 1) } : null,
      gap: ((engine.bytes()[source.marks + sample] ?? 0) & MARK_GAP) !== 0,
    };
  }

  function step(ids: readonly SourceId[], time: number, direction: -1 | 1): StepAnswer {
    let best: number | null = null;
    for (const id of ids) {
      const source = sourceOf(id);
      const ns = nanoseconds(source, time);
      const next =
        direction > 0
          ? engine.kernel.lower_bound(source.times, source.n, ns + 1n) >>> 0
          : (engine.kernel.lower_bound(source.times, source.n, ns) >>> 0) - 1;
      if (next < 0 || next >= source.n) continue;
      const candidate = timeOf(source, next);
      if (best === null || (candidate - best) * direction < 0) best = candidate;
    }
    return { kind: "step", time: best };
  }

  function answer(question: Question): Answer {
    switch (question.kind) {
      case "window":
        return answerWindow(scan, sourceOf(question.source), question);
      case "histogram":
        return answerHistogram(scan, sourceOf(question.source), question);
      case "range":
        return answerRange(scan, sourceOf(question.source), question);
      case "sample": {
        const reads = question.sources.map((id) => readSample(id, question.time));
        return { kind: "sample", time: question.time, reads } satisfies SampleAnswer;
      }
      case "step":
        return step(question.sources, question.time, question.direction);
      case "file": {
        const source = sourceOf(question.source);
        return { kind: "file", bytes: readFile(engine, source, question.sample) } satisfies FileAnswer;
      }
    }
  }

  return {
    apply(publish) {
      switch (publish.kind) {
        case "sources":
          for (const published of publish.sources) {
            forget(published.source);
            sources.set(published.source, createScanSource(engine, published));
          }
          break;
        case "forget":
          for (const [id, source] of sources) if (source.published.recording === publish.recording) forget(id);
          break;
      }
    },
    answer,
  };
}
