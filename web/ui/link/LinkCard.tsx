import { displayName } from "../../format/text.ts";
import { unitFormat } from "../../series/units.ts";
import type { FactDifference, FileFacts } from "../open/fingerprint.ts";
import { keptLike } from "../open/kept.ts";
import type { KeptFiles } from "../open/use-kept.ts";
import { Icon } from "../page/Icon.tsx";
import type { OpenRecording } from "../state.ts";
import type { Links } from "./use-link.ts";
import "./link.css";

const BYTES = unitFormat({ type: "instant", unit: "bytes", base: 2, exponent: 0 }, "value");

interface Props {
  readonly links: Links;
  readonly recordings: readonly OpenRecording[];
  readonly kept: KeptFiles;
}

/** A link is about a file that is not open: which one, and what was opened instead. */
export function LinkCard({ links: { wanted, applyAnyway, dismiss }, recordings, kept }: Props) {
  // what opens now may be it
  const opening = recordings.some(({ bundled, info }) => !bundled && (info === null || info.state === "opening"));
  if (wanted === null || recordings.length === 0 || opening) return null;
  const entry = keptLike(kept.list, wanted.file);
  const { file, other } = wanted;
  const name = displayName(file.name, 60);
  const open = other !== null && recordings.some(({ id }) => id === other.id);
  return (
    <section className="banner link-card" aria-label="Link">
      <Icon name={file.files === 1 ? "file" : "folder"} />
      <div className="link-text" role="status">
        <p>
          Open <strong>{name}</strong> to see this view <span className="muted">({sizeText(file)})</span>
        </p>
        {open && (
          <p className="warning">
            {displayName(other.facts.name, 60)} is not it: {other.differs.map(textOf(file, other.facts)).join(", ")}
          </p>
        )}
        {!open && <p className="muted small">Drop it anywhere, or pick it with the buttons above</p>}
      </div>
      {entry !== null && (
        <button type="button" className="primary" onClick={() => kept.reopen(entry)}>
          Reopen {name}
        </button>
      )}
      {open && (
        <button type="button" onClick={applyAnyway}>
          Apply the view anyway
        </button>
      )}
      <button type="button" onClick={dismiss}>
        Dismiss
      </button>
    </section>
  );
}

function sizeText({ size, files }: FileFacts): string {
  return files === 1 ? BYTES.format(size) : `${files.toLocaleString("en-US")} files, ${BYTES.format(size)}`;
}

/** "size 846 KiB instead of 3.1 MiB". */
function textOf(wanted: FileFacts, opened: FileFacts): (difference: FactDifference) => string {
  return (difference) => {
    switch (difference) {
      case "name":
        return "it has another name";
      case "size":
        return `size ${exact(opened)} instead of ${exact(wanted)}`;
      case "files":
        return `${opened.files.toLocaleString("en-US")} files instead of ${wanted.files.toLocaleString("en-US")}`;
      case "sum":
        return "its first or last MiB has other bytes";
    }
  };
}

/** Two sizes that round to the same text differ in their bytes. */
function exact({ size }: FileFacts): string {
  return size < 1024 ? BYTES.format(size) : `${BYTES.format(size)} (${size.toLocaleString("en-US")} B)`;
}
