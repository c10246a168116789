import { type ChangeEvent, useRef, useState } from "react";
import { runCommand, useCommands } from "../commands/commands.ts";
import { pickHandles, picksHandles } from "../open/handles.ts";
import type { Engine } from "../state.ts";
import { Icon } from "./Icon.tsx";
import { applyTheme, storedTheme, THEMES, type Theme } from "./theme-choice.ts";

interface Props {
  readonly engine: Engine;
  readonly onFiles: (files: readonly File[]) => void;
  /** Where the browser has handles, they come instead: the same file can be opened again after a reload. */
  readonly onHandles: (handles: readonly FileSystemHandle[]) => void;
}

/** The page's name, the ways to open something, how it runs, and the theme. */
export function Header({ engine, onFiles, onHandles }: Props) {
  const ready = engine.kind === "ready";
  return (
    <header className="page-header">
      <h1>kvmscope</h1>
      <p className="muted tagline">KVM binary statistics. Files stay in this browser</p>
      <div className="open-buttons">
        <PickButton
          label="Open files"
          icon="file"
          folder={false}
          disabled={!ready}
          onFiles={onFiles}
          onHandles={onHandles}
        />
        <PickButton
          label="Open folder"
          icon="folder"
          folder={true}
          disabled={!ready}
          onFiles={onFiles}
          onHandles={onHandles}
        />
        <span className="muted small hint">or drop them anywhere</span>
      </div>
      <EngineChip engine={engine} />
      <div className="header-buttons">
        <button
          type="button"
          className="find"
          title="Find a command, statistic or source (Ctrl+K)"
          onClick={() => runCommand("palette")}
        >
          <Icon name="search" />
          Find
          <kbd>Ctrl+K</kbd>
        </button>
        <button type="button" aria-label="Help" title="Help: mouse and keys (?)" onClick={() => runCommand("help")}>
          <Icon name="help" />
        </button>
      </div>
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
  readonly onHandles: (handles: readonly FileSystemHandle[]) => void;
}

/** A button in front of a hidden file input: the input alone cannot be styled or named well. */
function PickButton({ label, icon, folder, disabled, onFiles, onHandles }: PickProps) {
  const input = useRef<HTMLInputElement>(null);
  function changed(event: ChangeEvent<HTMLInputElement>): void {
    const files = [...(event.target.files ?? [])];
    // the same file can be picked again
    event.target.value = "";
    if (files.length > 0) onFiles(files);
  }
  async function pick(): Promise<void> {
    if (!picksHandles(folder)) return input.current?.click();
    try {
      const handles = await pickHandles(folder);
      if (handles.length > 0) onHandles(handles);
    } catch {
      // a browser that has the picker and does not let us use it
      input.current?.click();
    }
  }
  const command = {
    id: folder ? "open-folder" : "open-files",
    title: label,
    group: "Page",
    words: "load drop dumps archive recording",
    run: () => void pick(),
  };
  useCommands(disabled ? [] : [folder ? command : { ...command, keys: [{ key: "o", mod: true }] }]);
  return (
    <>
      <button type="button" className={folder ? "" : "primary"} disabled={disabled} onClick={() => void pick()}>
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
  function choose(chosen: Theme): void {
    setTheme(chosen);
    applyTheme(chosen);
  }
  useCommands(
    THEMES.map((each) => ({
      id: `theme-${each}`,
      title: `Theme: ${each}`,
      group: "Page",
      detail: each === theme ? "in use" : "",
      words: "colours contrast appearance mode",
      run: () => choose(each),
    })),
  );
  return (
    <label className="theme">
      <Icon name="sun" />
      <span className="visually-hidden">Theme</span>
      <select
        value={theme}
        onChange={(event) => choose(THEMES.find((each) => each === event.target.value) ?? "system")}
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
