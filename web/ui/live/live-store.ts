// What the worker tells of recordings that grow, several times a second: outside React, whoever shows it subscribes.

import type { RecordingId } from "../../series/model.ts";
import type { LiveStatus } from "../../worker/live-status.ts";
import type { OpenEvent } from "../../worker/protocol.ts";
import { saveFile } from "../export/save-file.ts";

const statuses = new Map<RecordingId, LiveStatus>();
const listeners = new Set<() => void>();
const saving = new Set<RecordingId>();

/** Takes an event that is about what grows; false: it is another one. */
export function hearLive(event: OpenEvent): boolean {
  if (event.kind === "live") statuses.set(event.recording, event.status);
  else if (event.kind === "saved") {
    saving.delete(event.recording);
    if (event.blob !== null) saveFile(nameNow(), [event.blob], "application/octet-stream");
  } else {
    if (event.kind === "closed") statuses.delete(event.recording);
    return false;
  }
  for (const listener of [...listeners]) listener();
  return true;
}

/** The newest status of a recording; null where it does not grow. */
export function liveStatus(recording: RecordingId): LiveStatus | null {
  return statuses.get(recording) ?? null;
}

/** A file is being made of it. */
export function isSaving(recording: RecordingId): boolean {
  return saving.has(recording);
}

/** Says that one was asked for. */
export function beginSaving(recording: RecordingId): void {
  saving.add(recording);
  for (const listener of [...listeners]) listener();
}

/** Called after every change; returns the way out. */
export function subscribeLive(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** "kvmscope-live-20261122T190948Z.mcap". */
function nameNow(): string {
  return `kvmscope-live-${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}.mcap`;
}
