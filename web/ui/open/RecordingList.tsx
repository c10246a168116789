import { type FormEvent, type ReactNode, useId, useState } from "react";
import { displayName } from "../../format/text.ts";
import { formatSpan } from "../../series/time-labels.ts";
import { Icon } from "../page/Icon.tsx";
import type { Action, OpenRecording } from "../state.ts";
import { BeginText } from "./BeginText.tsx";

interface Props {
  readonly recordings: readonly OpenRecording[];
  readonly active: number | null;
  readonly dispatch: (action: Action) => void;
  readonly onClose: (id: number) => void;
  /** What can be done with the one on the screen. */
  readonly tools: ReactNode;
}

/** What is open: one is shown at a time; each can be renamed and closed. */
export function RecordingList({ recordings, active, dispatch, onClose, tools }: Props) {
  const titleId = useId();
  const [renaming, setRenaming] = useState<number | null>(null);
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId}>Recordings</h2>
      <ul className="recordings">
        {recordings.map((recording) => (
          <li key={recording.id} className={recording.id === active ? "active" : ""}>
            {renaming === recording.id ? (
              <Rename recording={recording} dispatch={dispatch} onDone={() => setRenaming(null)} />
            ) : (
              <Entry
                recording={recording}
                active={recording.id === active}
                onActivate={() => dispatch({ kind: "activate", id: recording.id })}
                onRename={() => setRenaming(recording.id)}
                onClose={() => onClose(recording.id)}
              />
            )}
          </li>
        ))}
      </ul>
      {tools !== null && <div className="recording-tools">{tools}</div>}
    </section>
  );
}

interface EntryProps {
  readonly recording: OpenRecording;
  readonly active: boolean;
  readonly onActivate: () => void;
  readonly onRename: () => void;
  readonly onClose: () => void;
}

function Entry({ recording, active, onActivate, onRename, onClose }: EntryProps) {
  const name = displayName(recording.name, 60);
  return (
    <>
      <button type="button" className="recording" aria-current={active} onClick={onActivate} title={name}>
        <span className="name">{name}</span>
        <span className="muted small">{summaryOf(recording)}</span>
        <BeginText info={recording.info} />
      </button>
      <button type="button" className="quiet" aria-label={`Rename ${name}`} title={`Rename ${name}`} onClick={onRename}>
        <Icon name="rename" />
      </button>
      <button type="button" className="quiet" aria-label={`Close ${name}`} title={`Close ${name}`} onClick={onClose}>
        <Icon name="close" />
      </button>
    </>
  );
}

interface RenameProps {
  readonly recording: OpenRecording;
  readonly dispatch: (action: Action) => void;
  readonly onDone: () => void;
}

function Rename({ recording, dispatch, onDone }: RenameProps) {
  const [name, setName] = useState(recording.name);
  function submit(event: FormEvent): void {
    event.preventDefault();
    dispatch({ kind: "rename", id: recording.id, name });
    onDone();
  }
  return (
    <form className="rename" onSubmit={submit}>
      <input
        aria-label="New name"
        // biome-ignore lint/a11y/noAutofocus: the field replaces the button that was just pressed
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onDone();
        }}
      />
      <button type="submit">Rename</button>
    </form>
  );
}

/** "14,200 dumps, 5:30" or how the opening ended. */
function summaryOf({ info }: OpenRecording): string {
  if (info === null) return "opening";
  const dumps = `${info.dumps.toLocaleString("en-US")} ${info.dumps === 1 ? "dump" : "dumps"}`;
  const time = info.clock === "time" && info.duration > 0 ? `, ${formatSpan(info.duration)}` : "";
  switch (info.state) {
    case "opening":
      return `${dumps} so far`;
    case "cancelled":
      return `${dumps}${time}, cancelled`;
    case "failed":
      return `${dumps}${time}, not complete`;
    case "open":
      return `${dumps}${time}`;
  }
}
