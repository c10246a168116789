import { useEffect, useId, useRef, useState } from "react";
import { useChartView } from "../../chart/view-store.ts";
import { formatTime } from "../../series/time-labels.ts";
import { useCommands } from "../commands/commands.ts";
import { Icon } from "../page/Icon.tsx";
import { useSteady } from "../use-recording.ts";
import { keepsNotes } from "./kept-notes.ts";
import { type TimedNote, withNote, withText } from "./notes.ts";
import { useNotes } from "./use-notes.ts";
import "./notes.css";

/** ms after the last key until a text is kept. */
const SETTLED = 400;

/** What the user noted about the recording and at times of it. */
export function NotesPanel() {
  const { session, info } = useSteady();
  const [notes, setNotes] = useNotes();
  const titleId = useId();
  const list = useRef<HTMLUListElement>(null);
  const [added, setAdded] = useState<number | null>(null);
  const timed = info.clock === "time";
  const [kept, setKept] = useState<boolean | null>(null);
  useEffect(() => {
    void keepsNotes().then(setKept);
  }, []);

  function add(): void {
    const time = session.view.get().cursor ?? session.player.time();
    const next = withNote(notes, time);
    setNotes(next);
    setAdded(next.at.find((note) => Math.abs(note.time - time) < 1e-9)?.time ?? null);
  }
  useCommands(
    timed
      ? [
          {
            id: "note",
            title: "Note at the cursor",
            group: "Notes",
            keys: [{ code: "KeyN" }],
            words: "annotate",
            run: add,
          },
        ]
      : [],
  );
  useEffect(() => {
    if (added === null) return;
    list.current?.querySelector<HTMLElement>(`[data-time="${added}"] input`)?.focus();
    setAdded(null);
  }, [added]);

  return (
    <section aria-labelledby={titleId} className="notes">
      <h2 id={titleId}>Notes {notes.at.length > 0 && <span className="count">{notes.at.length}</span>}</h2>
      <Draft
        key={`text ${info.id}`}
        label="Notes about the recording"
        text={notes.text}
        lines={notes.text.includes("\n") || notes.text.length > 60 ? 4 : 1}
        onText={(text) => setNotes({ ...notes, text })}
      />
      <p className="muted small">
        {kept === false
          ? "This browser keeps no notes: save a session file"
          : "Notes are kept in this browser, links do not carry them"}
      </p>
      <ul ref={list}>
        {notes.at.map((note) => (
          <Note
            key={note.time}
            note={note}
            onText={(text) => setNotes(withText(notes, note.time, text))}
            onDelete={() => setNotes(withText(notes, note.time, null))}
          />
        ))}
      </ul>
      {timed && (
        <button type="button" className="link small" title="Note at the cursor (N)" onClick={add}>
          Add a note at the cursor
        </button>
      )}
    </section>
  );
}

interface NoteProps {
  readonly note: TimedNote;
  readonly onText: (text: string) => void;
  readonly onDelete: () => void;
}

function Note({ note, onText, onDelete }: NoteProps) {
  const { session } = useSteady();
  const { view, player } = session;
  const labels = useChartView(view, (state) => state.labels);
  const start = useChartView(view, (state) => state.start);
  const time = formatTime(note.time, labels, start);
  function go(): void {
    player.pause();
    player.seek(note.time);
  }
  return (
    <li data-time={note.time}>
      <button type="button" className="link small" title={`Go to ${time}`} onClick={go}>
        {time}
      </button>
      <Draft label={`Note at ${time}`} text={note.text} lines={1} onText={onText} />
      <button
        type="button"
        className="quiet"
        aria-label={`Delete the note at ${time}`}
        title="Delete"
        onClick={onDelete}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

interface DraftProps {
  readonly label: string;
  readonly text: string;
  readonly lines: number;
  readonly onText: (text: string) => void;
}

/** A field that keeps what is typed to itself until the typing rests: all charts are drawn with the notes. */
function Draft({ label, text, lines, onText }: DraftProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const save = useRef(onText);
  useEffect(() => {
    save.current = onText;
  });
  useEffect(() => {
    if (draft === null) return;
    const timer = setTimeout(() => {
      save.current(draft);
      setDraft(null);
    }, SETTLED);
    return () => clearTimeout(timer);
  }, [draft]);
  function flush(): void {
    if (draft !== null) save.current(draft);
    setDraft(null);
  }
  const field = {
    "aria-label": label,
    placeholder: label === "Notes about the recording" ? label : "What is seen here",
    value: draft ?? text,
    onBlur: flush,
  };
  if (lines > 1 || label === "Notes about the recording")
    return <textarea {...field} rows={lines} onChange={(event) => setDraft(event.target.value)} />;
  return (
    <input
      {...field}
      onChange={(event) => setDraft(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
      }}
    />
  );
}
