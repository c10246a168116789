import { displayName } from "../../format/text.ts";
import { useCommands } from "../commands/commands.ts";
import { saveFile } from "../export/save-file.ts";
import { differencesOf, type FileFacts } from "../open/fingerprint.ts";
import type { Opener } from "../open/use-opener.ts";
import { showToast } from "../page/toasts.ts";
import type { RecordingContext } from "../use-recording.ts";
import { captureView, type SavedView } from "./saved-view.ts";
import { LARGEST_SESSION, looksLikeSession, readSession, SESSION_HEAD, writeSession } from "./session-file.ts";
import type { Links } from "./use-link.ts";

interface Page {
  readonly context: RecordingContext | null;
  readonly opener: Opener;
  readonly links: Links;
  readonly onError: (message: string) => void;
}

export interface SessionFiles {
  readonly save: () => void;
  /** Applies a file if it is a session file; false: it is something else. */
  readonly take: (file: File) => Promise<boolean>;
}

/** Saves what is on the screen as a session file, and applies one to the recording on the screen. */
export function useSessionFile({ context, opener, links, onError }: Page): SessionFiles {
  function captured(shown: RecordingContext): SavedView {
    return captureView(shown.recording, shown.info, shown.session.view.get(), shown.session.player.time());
  }

  function factsOf(shown: RecordingContext): FileFacts | null {
    return opener.given(shown.recording.id)?.facts ?? null;
  }

  function save(): void {
    if (context === null) return;
    const text = writeSession({ recording: factsOf(context), view: captured(context) }, Date.now());
    saveFile(`${context.recording.name}-session.json`, [text], "application/json");
  }

  function apply(text: string): void {
    const read = readSession(text);
    if (read.kind === "refused" || context === null) {
      onError(read.kind === "refused" ? read.why : "Cannot apply a session file: open its recording first");
      return;
    }
    const { session, ignored } = read;
    const { id, name } = context.recording;
    const before = captured(context);
    links.restore(id, session.view, "session");
    const own = factsOf(context);
    const same = session.recording === null ? own === null : own !== null && isSame(session.recording, own);
    const of = session.recording === null ? "the sample" : displayName(session.recording.name, 40);
    const told = same ? "Session applied" : `Session of ${of} applied to ${displayName(name, 40)}: times may not fit`;
    const left = ignored.length > 0 ? `; not valid and left out: ${ignored.join(", ")}` : "";
    showToast(told + left, { label: "Undo", run: () => links.restore(id, before, "session") });
  }

  async function take(file: File): Promise<boolean> {
    if (file.size > LARGEST_SESSION || !looksLikeSession(await file.slice(0, SESSION_HEAD).text())) return false;
    apply(await file.text());
    return true;
  }

  async function load(): Promise<void> {
    const file = await pickOne();
    if (file !== null && !(await take(file)))
      onError(`Cannot apply ${displayName(file.name, 60)}: it is no session file`);
  }

  const group = "Share";
  const words = "layout notes markers json";
  useCommands(
    context === null
      ? []
      : [
          { id: "save-session", title: "Save a session file", group, words: `${words} download`, run: save },
          { id: "load-session", title: "Load a session file", group, words: `${words} open`, run: () => void load() },
        ],
  );
  return { save, take };
}

function isSame(a: FileFacts, b: FileFacts): boolean {
  return differencesOf({ ...a, sum: null }, b).length === 0;
}

/** null when nothing is picked. */
function pickOne(): Promise<File | null> {
  const input = document.createElement("input");
  input.type = "file";
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve(input.files?.[0] ?? null));
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  });
}
