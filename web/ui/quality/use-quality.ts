import { useEffect, useState } from "react";
import type { QualityAnswer } from "../../series/model.ts";
import { useCalmInfo } from "../live/use-calm-info.ts";
import { useRecording } from "../use-recording.ts";

export interface Checked {
  readonly answers: readonly QualityAnswer[];
  /** All sources were checked. */
  readonly complete: boolean;
}

const NOTHING: Checked = { answers: [], complete: false };

/** Checks the sources one by one, so that charts get their answers in between; again when the recording has grown. */
export function useQuality(): Checked {
  const { client, info: newest, onError } = useRecording();
  const info = useCalmInfo(newest);
  const [checked, setChecked] = useState(NOTHING);
  useEffect(() => {
    if (info.state === "opening") return;
    const abort = new AbortController();
    async function check(): Promise<void> {
      const answers: QualityAnswer[] = [];
      for (const source of info.sources) {
        const among = info.sources.filter((each) => each.vm === source.vm).map((each) => each.id);
        const [answer] = await client.ask([{ kind: "quality", source: source.id, among }], abort.signal);
        if (answer?.kind === "quality") answers.push(answer);
        setChecked({ answers: [...answers], complete: answers.length === info.sources.length });
      }
    }
    check().catch((reason: unknown) => {
      if (!abort.signal.aborted) onError(reason instanceof Error ? reason.message : String(reason));
    });
    return () => abort.abort();
  }, [client, info, onError]);
  return checked;
}
