import { useEffect, useRef, useState } from "react";
import type { RecordingId } from "../series/model.ts";
import type { Client } from "../worker/client.ts";
import { createSession, type Session } from "./session.ts";
import type { OpenRecording } from "./state.ts";

/** The session of the active recording: made when something of it was read, kept while it is open. */
export function useSessions(
  client: Client | null,
  recordings: readonly OpenRecording[],
  active: OpenRecording | null,
  onError: (message: string) => void,
): Session | null {
  const sessions = useRef(new Map<RecordingId, Session>());
  const [current, setCurrent] = useState<{ readonly id: RecordingId; readonly session: Session } | null>(null);
  const info = active?.info ?? null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the session is told what is new in the info elsewhere
  useEffect(() => {
    if (client === null || info === null) return;
    const session = sessions.current.get(info.id) ?? createSession(client, info, onError);
    sessions.current.set(info.id, session);
    setCurrent((before) => (before?.session === session ? before : { id: info.id, session }));
    return () => session.player.pause();
  }, [client, info?.id, onError]);

  useEffect(() => {
    const open = new Set(recordings.map((each) => each.id));
    for (const [id, session] of sessions.current) {
      if (open.has(id)) continue;
      session.dispose();
      sessions.current.delete(id);
    }
  }, [recordings]);

  return current !== null && current.id === info?.id ? current.session : null;
}
