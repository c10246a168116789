import { useEffect, useRef, useState } from "react";
import { displayName } from "../format/text.ts";
import { unitFormat } from "../series/units.ts";
import type { OpenRecording } from "./state.ts";

const BYTES = unitFormat({ type: "instant", unit: "bytes", base: 2, exponent: 0 }, "value");

interface Props {
  readonly recording: OpenRecording;
  readonly onCancel: () => void;
}

/** How far the reading of a recording is, in bytes and dumps, and a way to stop it. */
export function OpeningBar({ recording, onCancel }: Props) {
  const { progress, name } = recording;
  const [started] = useState(() => performance.now());
  const rate = useRef("");
  useEffect(() => {
    const seconds = (performance.now() - started) / 1000;
    if (progress !== null && seconds > 0.5) rate.current = `, ${BYTES.format(progress.bytesRead / seconds)}/s`;
  }, [progress, started]);
  const title = displayName(name, 60);
  return (
    <section className="opening" aria-label={`Opening ${title}`}>
      <p>
        Opening <strong>{title}</strong>
      </p>
      <progress
        aria-label={`Bytes of ${title} read`}
        {...(progress === null ? {} : { value: progress.bytesRead, max: Math.max(progress.bytesTotal, 1) })}
      />
      <p className="muted progress-text">
        {progress === null
          ? "listing files"
          : `${BYTES.format(progress.bytesRead)} of ${BYTES.format(progress.bytesTotal)}, ${progress.dumps.toLocaleString("en-US")} dumps${rate.current}`}
      </p>
      <button type="button" onClick={onCancel}>
        Cancel
      </button>
    </section>
  );
}
