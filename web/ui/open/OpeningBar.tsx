import { useEffect, useRef, useState } from "react";
import { displayName } from "../../format/text.ts";
import { unitFormat } from "../../series/units.ts";
import type { Handed, OpenRecording, Progress } from "../state.ts";

const BYTES = unitFormat({ type: "instant", unit: "bytes", base: 2, exponent: 0 }, "value");

interface Props {
  readonly recording: OpenRecording;
  readonly onCancel: () => void;
}

/** How far the reading of a recording is, in bytes and dumps, and a way to stop it. */
export function OpeningBar({ recording, onCancel }: Props) {
  const { progress, handed, name } = recording;
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
        {...(progress === null || allRead(progress, handed) ? {} : { value: shareRead(progress, handed), max: 1 })}
      />
      <p className="muted progress-text">
        {progress === null ? "listing files" : `${progressText(progress, handed)}${rate.current}`}
      </p>
      <button type="button" onClick={onCancel}>
        Cancel
      </button>
    </section>
  );
}

/** The bytes do not tell any more how much is left: what was read is still taken apart. */
function allRead({ bytesRead, bytesTotal }: Progress, handed: Handed | null): boolean {
  return bytesRead >= bytesTotal && (handed === null || handed.done >= handed.all);
}

/** Share of 1 of what is known to come; a folder's files are known by number before their sizes are. */
function shareRead({ bytesRead, bytesTotal }: Progress, handed: Handed | null): number {
  const known = handed === null ? 1 : handed.done / Math.max(handed.all, 1);
  return (bytesRead / Math.max(bytesTotal, 1)) * known;
}

/** A dropped folder's bytes are only known when all its files were handed over; an archive's dumps are more than its file. */
function progressText({ bytesRead, bytesTotal, dumps }: Progress, handed: Handed | null): string {
  const count = `${dumps.toLocaleString("en-US")} dumps`;
  if (allRead({ bytesRead, bytesTotal, dumps }, handed)) return `${BYTES.format(bytesTotal)} read, ${count} so far`;
  if (handed === null || handed.done >= handed.all)
    return `${BYTES.format(bytesRead)} of ${BYTES.format(bytesTotal)}, ${count}`;
  const files = `${handed.done.toLocaleString("en-US")} of ${handed.all.toLocaleString("en-US")} files`;
  return `${BYTES.format(bytesRead)}, ${count}, ${files}`;
}
