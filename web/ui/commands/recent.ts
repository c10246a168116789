// The commands used last, by id; kept in this browser. Ids of sources and statistics say nothing of a file's contents.

const KEY = "kvmscope-recent-commands";
const MOST = 5;

/** Newest first; none where storage is closed to us or holds something else. */
export function recentCommands(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter((each) => typeof each === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Remembers that a command was used, where storage allows it. */
export function rememberCommand(id: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(withRecent(recentCommands(), id)));
  } catch {
    // a closed storage only means that it is forgotten
  }
}

/** The list with `id` in front, each once. */
export function withRecent(recent: readonly string[], id: string): readonly string[] {
  return [id, ...recent.filter((each) => each !== id)].slice(0, MOST);
}
