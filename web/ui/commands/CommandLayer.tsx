import { Suspense, useContext, useEffect, useMemo, useState } from "react";
import type { StatRef } from "../../series/catalog.ts";
import { panelOf } from "../charts/PanelTools.tsx";
import { Boundary } from "../page/Boundary.tsx";
import { later } from "../page/later.ts";
import { showPane } from "../page/panes.ts";
import { Recording } from "../use-recording.ts";
import { commands, useCommands } from "./commands.ts";
import { listenForKeys } from "./keys.ts";
import { recordingCommands } from "./recording-commands.ts";

const Palette = later(() => import("./Palette.tsx").then((module) => module.Palette));
const Help = later(() => import("./Help.tsx").then((module) => module.Help));

/** Keys, command palette and help of the page. Palette and help are loaded when they are first wanted. */
export function CommandLayer() {
  const [open, setOpen] = useState<"palette" | "help" | null>(null);
  useEffect(() => listenForKeys(commands), []);
  useCommands([
    {
      id: "palette",
      title: "Find a command, statistic or source",
      group: "Page",
      keys: [{ key: "k", mod: true }, { key: ">" }],
      run: () => setOpen("palette"),
    },
    {
      id: "help",
      title: "Help: mouse and keys",
      group: "Page",
      keys: [{ key: "?" }],
      words: "shortcuts keyboard bindings gestures",
      run: () => setOpen("help"),
    },
  ]);
  if (open === null) return null;
  return (
    <Boundary what={open === "palette" ? "the commands" : "the help"} key={open}>
      <Suspense fallback={null}>
        {open === "palette" ? (
          <PaletteOfRecording onClose={() => setOpen(null)} />
        ) : (
          <Help onClose={() => setOpen(null)} />
        )}
      </Suspense>
    </Boundary>
  );
}

function PaletteOfRecording({ onClose }: { readonly onClose: () => void }) {
  const context = useContext(Recording);
  const more = useMemo(() => (context === null ? [] : recordingCommands({ ...context, focusChart })), [context]);
  return <Palette more={more} onClose={onClose} />;
}

/** Frames in which a chart is looked for and kept in sight: its view may have to be loaded. */
const PATIENCE = 120;

/** Gives a chart that was asked for the keys as soon as React has drawn it. */
function focusChart(chart: StatRef): void {
  showPane("View");
  let waited = 0;
  let focused = false;
  function follow(): void {
    const panel = panelOf(chart);
    const plot = panel?.querySelector<HTMLElement>('[role="application"]');
    if (plot && !focused) {
      plot.focus({ preventScroll: true });
      focused = true;
    }
    // charts above it may still take their height; once the focus is elsewhere, it is left alone
    if (focused && document.activeElement !== plot) return;
    panel?.scrollIntoView({ block: "nearest" });
    if (waited++ < PATIENCE) requestAnimationFrame(follow);
  }
  requestAnimationFrame(follow);
}
