// Answers the page's questions from the rows in memory. One per scan worker.

import { MARK_GAP } from "../../assembly/layout.ts";
import type { Engine } from "../engine/engine.ts";
import { type ColumnCache, createColumnCache } from "./column-cache.ts";
import { answerExport } from "./exporting.ts";
import type {
  Answer,
  FileAnswer,
  Question,
  RecordingId,
  SampleAnswer,
  SampleRead,
  SourceId,
  StepAnswer,
} from "./model.ts";
import type { Publish, PublishedSource } from "./published.ts";
import { answerQuality } from "./quality.ts";
import { createScanSource, readData, readFile, type ScanSource } from "./scan-source.ts";
import { samplesUntil, seconds } from "./seconds.ts";
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
  /** Why a published source is not among them. */
  const refused = new Map<SourceId, { readonly recording: RecordingId; readonly reason: unknown }>();
  const scan: Scan = { engine, columns: createColumnCache(engine) };

  function sourceOf(id: SourceId): ScanSource {
    const source = sources.get(id);
    if (refused.has(id)) throw refused.get(id)?.reason;
    if (!source) throw new RangeError(`Cannot read source ${id}: it is not open`);
    return source;
  }

  function forget(id: SourceId): void {
    scan.columns.forget(id);
    sources.get(id)?.release();
    sources.delete(id);
    refused.delete(id);
  }

  /** The open worker waits for a publish to be in force: what fails here is said when the source is asked for. */
  function take(published: PublishedSource): void {
    forget(published.source);
    try {
      sources.set(published.source, createScanSource(engine, published));
    } catch (reason) {
      refused.set(published.source, { recording: published.recording, reason });
    }
  }

  function timeOf(source: ScanSource, sample: number): number {
    return seconds(source, source.published.index.times[sample] ?? 0n);
  }

  function readSample(id: SourceId, time: number): SampleRead {
    const source = sourceOf(id);
    const { index } = source.published;
    const sample = samplesUntil(engine, source, time, "at") - 1;
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
      const next =
        direction > 0 ? samplesUntil(engine, source, time, "at") : samplesUntil(engine, source, time, "before") - 1;
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
      case "quality": {
        const others = question.among.filter((id) => id !== question.source).map(sourceOf);
        return answerQuality(engine, sourceOf(question.source), others);
      }
      case "export":
        return answerExport(engine, sourceOf(question.source), question);
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
          for (const published of publish.sources) take(published);
          break;
        case "forget":
          for (const [id, { published }] of sources) if (published.recording === publish.recording) forget(id);
          for (const [id, { recording }] of refused) if (recording === publish.recording) forget(id);
          break;
      }
    },
    answer,
  };
}
