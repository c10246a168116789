import { Suspense, useSyncExternalStore } from "react";
import { later } from "../page/later.ts";
import { useRecording } from "../use-recording.ts";
import { liveStatus, subscribeLive } from "./live-store.ts";

/** Most pages never watch anything. */
const LiveControls = later(() => import("./LiveControls.tsx").then((module) => module.LiveControls));

/** What a recording that grows is doing: where it comes from, how far behind it is, and whether the view goes with it. */
export function LiveBar() {
  const { recording, session, client } = useRecording();
  const status = useSyncExternalStore(subscribeLive, () => liveStatus(recording.id));
  // a whole file is a recording like any other
  const whole = status?.state.kind === "ended" && status.state.why === "";
  // a file that is still read for the first time may be one
  const reading = status?.from === "file" && status.state.kind === "connecting";
  if (status === null || whole || reading) return null;
  return (
    <Suspense fallback={null}>
      <LiveControls key={recording.id} status={status} session={session} id={recording.id} client={client} />
    </Suspense>
  );
}
