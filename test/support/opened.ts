// Dumps in, answers out: the whole path behind the page, without workers.

import type { Engine } from "../../web/engine/engine.ts";
import { createStaging, type Staging } from "../../web/engine/staging.ts";
import { createEngine, createMemory } from "../../web/engine/start.ts";
import { readDumps } from "../../web/format/adapters.ts";
import { memorySource } from "../../web/format/memory-source.ts";
import type { Question, RecordingInfo, SourceInfo } from "../../web/series/model.ts";
import { createRecording, type Recording } from "../../web/series/recording.ts";
import { createScanner, type Scanner } from "../../web/series/scanner.ts";
import { take } from "../../web/series/take.ts";
import { moduleBytes } from "./wasm.ts";

export interface Given {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly modified?: bigint;
}

export interface Opened {
  readonly engine: Engine;
  readonly staging: Staging;
  readonly recording: Recording;
  readonly scanner: Scanner;
  readonly info: RecordingInfo;
  /** Sentences for what did not open. */
  readonly problems: readonly string[];
  source(label: string): SourceInfo;
  ask<K extends Question["kind"]>(
    question: Extract<Question, { readonly kind: K }>,
  ): ReturnType<Scanner["answer"]> & { readonly kind: K };
  /** Publishes again after a change. */
  refresh(): RecordingInfo;
}

/** Opens files as the page's workers do. `among`: they came together. */
export async function openGiven(files: readonly Given[], interval?: bigint, among = false): Promise<Opened> {
  const engine = createEngine(await WebAssembly.compile(moduleBytes()), createMemory());
  const staging = createStaging(engine);
  const recording = createRecording(engine, staging, { id: 1, name: "drop" });
  const problems: string[] = [];
  for (const { path, bytes, modified } of files) {
    for await (const item of readDumps({ path, source: memorySource(bytes), modified }, { among })) {
      problems.push(...(await take(recording, item)).map(({ message }) => message));
    }
  }
  problems.push(...recording.finish().map(({ message }) => message));
  if (interval !== undefined) recording.setInterval({ ns: interval, overModified: false });
  recording.findings.settle(engine, Number.POSITIVE_INFINITY);
  recording.state = "open";
  const scanner = createScanner(engine);
  let info: RecordingInfo;
  const refresh = () => {
    const snapshot = recording.snapshot();
    scanner.apply({ kind: "sources", sources: snapshot.sources });
    info = snapshot.info;
    return info;
  };
  info = refresh();
  return {
    engine,
    staging,
    recording,
    scanner,
    info,
    problems,
    refresh,
    source(label) {
      const found = info.sources.find((source) => source.label === label);
      if (!found) throw new Error(`no source ${label} among ${info.sources.map((s) => s.label).join(", ")}`);
      return found;
    },
    ask: (question) => scanner.answer(question) as never,
  };
}
