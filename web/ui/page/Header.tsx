import { type ChangeEvent, useRef, useState } from "react";
import type { Engine } from "../state.ts";
import { Icon } from "./Icon.tsx";
import { applyTheme, storedTheme, THEMES } from "./theme-choice.ts";

interface Props {
  readonly engine: Engine;
  readonly onFiles: (files: readonly File[]) => void;
}

/** The page's name, the ways to open something, how it runs, and the theme. */
export function Header({ engine, onFiles }: Props) {
  const ready = engine.kind === "ready";
  return (
    <header className="page-header">
      <h1>kvmscope</h1>
      <p className="muted tagline">KVM binary statistics. Files stay in this browser</p>
      <div className="open-buttons">
        <PickButton label="Open files" icon="file" folder={false} disabled={!ready} onFiles={onFiles} />
        <PickButton label="Open folder" icon="folder" folder={true} disabled={!ready} onFiles={onFiles} />
        <span className="muted small hint">or drop them anywhere</span>
      </div>
      <EngineChip engine={engine} />
      <ThemeSelect />
    </header>
  );
}

interface PickProps {
  readonly label: string;
  readonly icon: "file" | "folder";
  readonly folder: boolean;
  readonly disabled: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/** A button in front of a hidden file input: the input alone cannot be styled or named well. */
function PickButton({ label, icon, folder, disabled, onFiles }: PickProps) {
  const input = useRef<HTMLInputElement>(null);
  function changed(event: ChangeEvent<HTMLInputElement>): void {
    const files = [...(event.target.files ?? [])];
    // the same file can be picked again
    event.target.value = "";
    if (files.length > 0) onFiles(files);
  }
  return (
    <>
      <button
        type="button"
        className={folder ? "" : "primary"}
        disabled={disabled}
        onClick={() => input.current?.click()}
      >
        <Icon name={icon} />
        {label}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        {...(folder ? { webkitdirectory: "" } : {})}
        hidden
        aria-label={label}
        onChange={changed}
      />
    </>
  );
}

/** Whether reading and scanning share memory; with a reason when they do not. */
function EngineChip({ engine }: { readonly engine: Engine }) {
  const [open, setOpen] = useState(false);
  if (engine.kind === "starting") return <span className="chip">starting</span>;
  if (engine.kind === "failed") return <span className="chip danger">not running</span>;
  if (engine.isolated) {
    return (
      <span className="chip" title="One worker reads files while another scans them, over memory they share">
        isolated
      </span>
    );
  }
  return (
    <span className="chip-with-why">
      <button type="button" className="chip" aria-expanded={open} onClick={() => setOpen(!open)}>
        one worker (why?)
      </button>
      {open && (
        <span role="note" className="why">
          The server does not send the headers Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy, so this page
          may not share memory between workers. One worker does everything: the results are the same, opening is slower
        </span>
      )}
    </span>
  );
}

function ThemeSelect() {
  const [theme, setTheme] = useState(storedTheme);
  return (
    <label className="theme">
      <Icon name="sun" />
      <span className="visually-hidden">Theme</span>
      <select
        value={theme}
        onChange={(event) => {
          const chosen = THEMES.find((each) => each === event.target.value) ?? "system";
          setTheme(chosen);
          applyTheme(chosen);
        }}
      >
        {THEMES.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </label>
  );
}
