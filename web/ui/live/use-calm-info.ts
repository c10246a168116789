import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { RecordingInfo } from "../../series/model.ts";
import { liveStatus, subscribeLive } from "./live-store.ts";

/** ms between two answers about all of a recording that grows. */
const CALM = 4000;

/**
 * What asks about every statistic at once is asked anew every few seconds of a recording that grows, not with every sample: it would
 * never come to its end. Any other recording's info as it is.
 */
export function useCalmInfo(info: RecordingInfo): RecordingInfo {
  const growing = useSyncExternalStore(subscribeLive, () => liveStatus(info.id)?.state.kind === "live");
  const [calm, setCalm] = useState(info);
  const at = useRef(0);
  useEffect(() => {
    if (!growing) return;
    const wait = at.current + CALM - performance.now();
    const timer = setTimeout(
      () => {
        at.current = performance.now();
        setCalm(info);
      },
      Math.max(0, wait),
    );
    return () => clearTimeout(timer);
  }, [info, growing]);
  return growing && calm.id === info.id ? calm : info;
}
