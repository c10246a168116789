import { createContext, useContext } from "react";
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
