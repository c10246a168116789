// What leads to the bytes: from a statistic, from a finding. Pure.

import type { FileFinding, RecordingInfo, SourceInfo } from "../../series/model.ts";
import type { Action } from "../state.ts";
import type { FileMap } from "./file-map.ts";

/** Options: path of the source, and the byte. */
export const BYTES_SOURCE = "bytes source";
export const BYTES_AT = "bytes at";

/** What shows a byte of a source's dump. */
export function showByte(id: number, source: SourceInfo, at: number): readonly Action[] {
  return [
    { kind: "option", id, name: BYTES_SOURCE, value: source.path },
    { kind: "option", id, name: BYTES_AT, value: String(at) },
    { kind: "option", id, name: "view", value: "bytes" },
  ];
}

/**
 * The findings about a dump: those of its own time, and those about the bytes around the data block, which are the same in
 * every dump and named only once.
 */
export function findingsOf(
  info: RecordingInfo,
  source: SourceInfo,
  dump: { readonly time: number },
  map: FileMap | null,
): readonly FileFinding[] {
  const data = map?.regions.filter(({ kind }) => kind === "data") ?? [];
  return info.findings.filter(
    ({ source: of, time, from }) =>
      of === source.id &&
      (time === dump.time || time === null || !data.some((part) => part.from <= from && from < part.to)),
  );
}
