// Where a spool keeps its segments: files of this origin that only this worker sees, or memory.

/** A folder for each page that watches; a lock of the same name is held as long as it lives. */
const FOLDER = "kvmscope-live";

/** As browsers have it; TypeScript knows it in workers only. */
interface SyncFile {
  write(bytes: Uint8Array<ArrayBuffer>, place: { readonly at: number }): number;
  read(into: Uint8Array<ArrayBuffer>, place: { readonly at: number }): number;
  getSize(): number;
  close(): void;
}

export interface SegmentStore {
  readonly disk: boolean;
  append(segment: number, bytes: Uint8Array): void;
  /** Nothing more will be appended to it. */
  seal(segment: number): void;
  /** All of a segment. */
  read(segment: number): Promise<Blob | Uint8Array<ArrayBuffer>>;
  remove(segment: number): void;
  close(): void;
}

/** Segments in memory. */
export function memoryStore(): SegmentStore {
  const segments = new Map<number, Uint8Array<ArrayBuffer>[]>();
  return {
    disk: false,
    append(segment, bytes) {
      const parts = segments.get(segment) ?? [];
      segments.set(segment, parts);
      parts.push(bytes.slice());
    },
    seal() {},
    async read(segment) {
      const parts = segments.get(segment) ?? [];
      const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.length;
      }
      return all;
    },
    remove: (segment) => void segments.delete(segment),
    close: () => segments.clear(),
  };
}

/** Files in the origin's private file system; null where the browser has none for us. What other pages left behind is deleted. */
export async function diskStore(): Promise<SegmentStore | null> {
  try {
    const root = await navigator.storage.getDirectory();
    const all = await root.getDirectoryHandle(FOLDER, { create: true });
    const name = crypto.randomUUID();
    const release = await held(name);
    await tidy(all);
    const folder = await all.getDirectoryHandle(name, { create: true });
    return await storeIn(folder, () => {
      release();
      void all.removeEntry(name, { recursive: true }).catch(() => undefined);
    });
  } catch {
    return null;
  }
}

/** Deletes the folders of pages that are gone. */
async function tidy(all: FileSystemDirectoryHandle): Promise<void> {
  const { held: locks = [] } = await navigator.locks.query();
  const alive = new Set(locks.map((lock) => lock.name));
  for await (const name of all.keys()) {
    if (!alive.has(lockOf(name))) await all.removeEntry(name, { recursive: true }).catch(() => undefined);
  }
}

function lockOf(name: string): string {
  return `${FOLDER} ${name}`;
}

/** Holds a folder's lock until the function it gives is called, or the page is gone. */
function held(name: string): Promise<() => void> {
  return new Promise((resolve) => {
    void navigator.locks.request(lockOf(name), () => new Promise<void>((release) => resolve(release)));
  });
}

/** A file per segment. Opening one takes the browser a moment: the next one is open before it is needed. */
async function storeIn(folder: FileSystemDirectoryHandle, done: () => void): Promise<SegmentStore> {
  const nameOf = (segment: number) => `${segment}.mcap`;
  const open = new Map<number, SyncFile>();
  /** Of what came before its file was open. */
  const early = new Map<number, Uint8Array[]>();
  const opening = new Map<number, Promise<void>>();
  let closed = false;

  function begin(segment: number): Promise<void> {
    const known = opening.get(segment);
    if (known !== undefined) return known;
    const made = folder
      .getFileHandle(nameOf(segment), { create: true })
      .then(openSync)
      .then((file) => {
        if (closed) return file.close();
        open.set(segment, file);
        for (const bytes of early.get(segment) ?? []) write(file, bytes);
        early.delete(segment);
      });
    opening.set(segment, made);
    return made;
  }
  await begin(0);

  function write(file: SyncFile, bytes: Uint8Array): void {
    file.write(bytes.slice(), { at: file.getSize() });
  }

  return {
    disk: true,
    append(segment, bytes) {
      const file = open.get(segment);
      if (file !== undefined) return write(file, bytes);
      early.set(segment, [...(early.get(segment) ?? []), bytes.slice()]);
      // a full disk ends the spool's segment, not the watching
      begin(segment).catch(() => early.delete(segment));
    },
    seal(segment) {
      const file = open.get(segment);
      if (file === undefined) return;
      file.close();
      open.delete(segment);
    },
    async read(segment) {
      await opening.get(segment);
      const file = open.get(segment);
      if (file === undefined) return (await folder.getFileHandle(nameOf(segment))).getFile();
      const bytes = new Uint8Array(file.getSize());
      file.read(bytes, { at: 0 });
      return bytes;
    },
    remove(segment) {
      void opening
        .get(segment)
        ?.then(() => folder.removeEntry(nameOf(segment)))
        .catch(() => undefined);
      opening.delete(segment);
    },
    close() {
      closed = true;
      for (const file of open.values()) file.close();
      done();
    },
  };
}

function openSync(file: FileSystemFileHandle): Promise<SyncFile> {
  return (file as FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncFile> }).createSyncAccessHandle();
}
