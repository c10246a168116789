// Handles of files and folders: with one, a browser opens the same file again after a reload. Chromium gives them on a drop
// and from its own pickers; Firefox and Safari do not.

/** Parts of the File System Access API that TypeScript's library does not have. */
interface AskableHandle extends FileSystemHandle {
  queryPermission?(options: { readonly mode: "read" }): Promise<PermissionState>;
  requestPermission?(options: { readonly mode: "read" }): Promise<PermissionState>;
}

interface HandleItem extends DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

interface Pickers {
  showOpenFilePicker?(options: { readonly multiple: true }): Promise<FileSystemFileHandle[]>;
  showDirectoryPicker?(): Promise<FileSystemDirectoryHandle>;
}

/** Of every item of a drop; null where the browser has none. Must be called while the drop is handled. */
export function handlesOf(items: readonly DataTransferItem[]): Promise<readonly FileSystemHandle[]> | null {
  const asked = items.map((item: HandleItem) => item.getAsFileSystemHandle?.());
  if (asked.length === 0 || asked.includes(undefined)) return null;
  const all = Promise.all(asked).then((handles) => handles.filter((handle) => handle !== null && handle !== undefined));
  // one that is missing would open less than was dropped
  return all.then(
    (handles) => (handles.length === items.length ? handles : []),
    () => [],
  );
}

/** Whether the browser has a picker that gives handles. */
export function picksHandles(folder: boolean): boolean {
  const pickers: Window & Pickers = window;
  return (folder ? pickers.showDirectoryPicker : pickers.showOpenFilePicker) !== undefined;
}

/** What the user picks; empty when nothing. Needs a press of a button or key. */
export async function pickHandles(folder: boolean): Promise<readonly FileSystemHandle[]> {
  const pickers: Window & Pickers = window;
  try {
    if (!folder) return (await pickers.showOpenFilePicker?.({ multiple: true })) ?? [];
    const picked = await pickers.showDirectoryPicker?.();
    return picked === undefined ? [] : [picked];
  } catch (reason) {
    if (reason instanceof DOMException && reason.name === "AbortError") return [];
    throw reason;
  }
}

/** Whether all may be read; with `ask` the browser asks the user, which needs a press. */
export async function mayRead(handles: readonly FileSystemHandle[], ask: boolean): Promise<boolean> {
  for (const handle of handles as readonly AskableHandle[]) {
    let state = (await handle.queryPermission?.({ mode: "read" })) ?? "granted";
    if (state === "prompt" && ask) state = (await handle.requestPermission?.({ mode: "read" })) ?? "granted";
    if (state !== "granted") return false;
  }
  return true;
}

export function isDirectory(handle: FileSystemHandle): handle is FileSystemDirectoryHandle {
  return handle.kind === "directory";
}

export function isFile(handle: FileSystemHandle): handle is FileSystemFileHandle {
  return handle.kind === "file";
}
