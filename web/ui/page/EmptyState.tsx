import { runCommand } from "../commands/commands.ts";
import { Icon } from "./Icon.tsx";

/** In place of charts: nothing is open, or nothing of it was read yet. */
export function EmptyState({ state }: { readonly state: "starting" | "nothing" | "reading" | "failed" }) {
  if (state !== "nothing") {
    const text = { starting: "Starting", reading: "Reading the first dumps", failed: "Nothing can be opened" }[state];
    return <p className="empty">{text}</p>;
  }
  return (
    <div className="empty invitation">
      <h2>No recording is open</h2>
      <p>Drop dumps or recordings of KVM statistics here: files, folders, .tar, .gz or .zip. They stay here</p>
      <p className="invitation-buttons">
        <button type="button" className="primary" onClick={() => runCommand("open-files")}>
          <Icon name="file" />
          Choose files
        </button>
        <button type="button" onClick={() => runCommand("open-folder")}>
          <Icon name="folder" />
          Choose a folder
        </button>
      </p>
    </div>
  );
}
