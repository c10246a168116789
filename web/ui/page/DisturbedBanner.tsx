import { useState } from "react";
import type { RecordingInfo } from "../../series/model.ts";
import { disturbedText } from "../quality/disturbances.ts";
import { type Action, VIEW } from "../state.ts";
import { Icon } from "./Icon.tsx";

interface Props {
  /** Of the recording on the screen; null: none. */
  readonly info: RecordingInfo | null;
  readonly dispatch: (action: Action) => void;
}

/** Says that reading the VMs changed what was measured, until it is dismissed or says something else. */
export function DisturbedBanner({ info, dispatch }: Props) {
  const [dismissed, setDismissed] = useState<ReadonlyMap<number, string>>(new Map());
  const text = info === null ? null : disturbedText(info);
  const shown = info !== null && text !== null && dismissed.get(info.id) !== text;
  return (
    <div role="status">
      {shown && (
        <div className="caution">
          <Icon name="warning" />
          <p>{text}</p>
          <button type="button" onClick={() => dispatch({ kind: "option", id: info.id, name: VIEW, value: "quality" })}>
            Show in Quality
          </button>
          <button type="button" onClick={() => setDismissed(new Map([...dismissed, [info.id, text]]))}>
            Dismiss
          </button>
        </div>
      )}
    </div>
  );
}
