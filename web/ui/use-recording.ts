import { createContext, useContext, useMemo } from "react";
import type { RecordingInfo } from "../series/model.ts";
import type { Client } from "../worker/client.ts";
import type { Session } from "./session.ts";
import type { Action, OpenRecording } from "./state.ts";

/** What every part of the page that shows the active recording needs. */
export interface RecordingContext {
  readonly client: Client;
  readonly session: Session;
  readonly recording: OpenRecording;
  readonly info: RecordingInfo;
  /** All that are open, the active one among them. */
  readonly recordings: readonly OpenRecording[];
  readonly dispatch: (action: Action) => void;
  /** Says a sentence that stays until it is dismissed. */
  readonly onError: (message: string) => void;
}

export const Recording = createContext<RecordingContext | null>(null);

/** The active recording. Only below its provider. */
export function useRecording(): RecordingContext {
  const context = useContext(Recording);
  if (context === null) throw new Error("Cannot show a recording: none is provided");
  return context;
}

/** A recording without what changes with every sample. */
export interface SteadyContext extends Omit<RecordingContext, "recording" | "recordings"> {
  readonly recording: Omit<OpenRecording, "info" | "progress" | "handed">;
}

export const SteadyRecording = createContext<SteadyContext | null>(null);

/**
 * The active recording for what shows no numbers of samples, no findings and no ends of time: those in this `info` may be
 * behind, in return more samples render nothing. Only below its provider.
 */
export function useSteady(): SteadyContext {
  const context = useContext(SteadyRecording);
  if (context === null) throw new Error("Cannot show a recording: none is provided");
  return context;
}

/** The same object until something else than samples has changed. */
export function useSteadyContext(context: RecordingContext | null): SteadyContext | null {
  const all = context?.recording ?? null;
  const steady = all?.steady ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: all parts of the recording but those that change with its samples
  const recording = useMemo(() => {
    if (all === null) return null;
    const { info: _, progress: __, handed: ___, ...rest } = all;
    return rest;
  }, [
    all?.id,
    all?.name,
    all?.bundled,
    steady,
    all?.charted,
    all?.charts,
    all?.revealed,
    all?.options,
    all?.chosenSources,
    all?.chosenCharts,
  ]);
  const { client, session, dispatch, onError } = context ?? {};
  return useMemo(
    () =>
      recording === null || steady === null || !client || !session || !dispatch || !onError
        ? null
        : { client, session, recording, info: steady, dispatch, onError },
    [client, session, recording, steady, dispatch, onError],
  );
}
