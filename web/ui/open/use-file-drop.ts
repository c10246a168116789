import { useEffect, useRef, useState } from "react";
import { handlesOf } from "./handles.ts";

export interface Dropped {
  /** Taken from the event at once: it is empty afterwards. */
  readonly entries: readonly FileSystemEntry[];
  /** For drops without entries. */
  readonly files: readonly File[];
  /** To open the same again after a reload; null where the browser gives none. */
  readonly handles: Promise<readonly FileSystemHandle[]> | null;
}

/** Makes the whole window a drop target, and files can be pasted. Returns whether something is being dragged over it. */
export function useFileDrop(onDrop: (dropped: Dropped) => void): boolean {
  const [over, setOver] = useState(false);
  const receive = useRef(onDrop);
  useEffect(() => {
    receive.current = onDrop;
  });

  useEffect(() => {
    // Entering a child fires before leaving its parent: only when every entered element was left is the drag outside.
    const entered = new Set<EventTarget>();
    function show(): void {
      for (const target of entered) if (target instanceof Node && !target.isConnected) entered.delete(target);
      setOver(entered.size > 0);
    }
    function onEnter(event: DragEvent): void {
      if (!hasFiles(event) || event.target === null) return;
      event.preventDefault();
      entered.add(event.target);
      show();
    }
    function onLeave(event: DragEvent): void {
      if (event.target === null) return;
      entered.delete(event.target);
      show();
    }
    function onOver(event: DragEvent): void {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "copy";
    }
    function onDropped(event: DragEvent): void {
      entered.clear();
      show();
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      receive.current(takeFrom(event.dataTransfer));
    }
    function onPaste(event: ClipboardEvent): void {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      receive.current({ entries: [], files, handles: null });
    }
    window.addEventListener("dragenter", onEnter);
    window.addEventListener("dragleave", onLeave);
    window.addEventListener("dragover", onOver);
    window.addEventListener("drop", onDropped);
    window.addEventListener("paste", onPaste);
    return () => {
      window.removeEventListener("dragenter", onEnter);
      window.removeEventListener("dragleave", onLeave);
      window.removeEventListener("dragover", onOver);
      window.removeEventListener("drop", onDropped);
      window.removeEventListener("paste", onPaste);
    };
  }, []);
  return over;
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/** Entries where the browser gives them for every item, else plain files. */
function takeFrom(transfer: DataTransfer): Dropped {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === items.length && entries.length > 0) return { entries, files: [], handles: handlesOf(items) };
  return { entries: [], files: [...transfer.files], handles: null };
}

/** The file of a drop that holds only one; null for a folder or several files. */
export function loneFile({ entries, files }: Dropped): Promise<File> | null {
  const [entry, ...others] = entries;
  if (entry !== undefined) {
    if (others.length > 0 || !entry.isFile) return null;
    return new Promise((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
  }
  const [file, ...rest] = files;
  return file === undefined || rest.length > 0 ? null : Promise.resolve(file);
}
