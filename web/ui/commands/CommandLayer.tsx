import { lazy, Suspense, useContext, useEffect, useMemo, useState } from "react";
import type { StatRef } from "../../series/catalog.ts";
import { Boundary } from "../page/Boundary.tsx";
import { showPane } from "../page/panes.ts";
import { Recording } from "../use-recording.ts";
import { commands, runCommand, useCommands } from "./commands.ts";
import { listenForKeys } from "./keys.ts";
import { recordingCommands } from "./recording-commands.ts";

const Palette = lazy(() => import("./Palette.tsx").then((module) => ({ default: module.Palette })));
const Help = lazy(() => import("./Help.tsx").then((module) => ({ default: module.Help })));

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
    <Boundary what="the commands">
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
  const more = useMemo(() => (context === null ? [] : recordingCommands({ ...context, showChart })), [context]);
  return <Palette more={more} onClose={onClose} />;
}

/** The view of the charts, and in it the chart: it comes into sight with the focus on it. */
function showChart(_chart: StatRef, name: string): void {
  showPane("Charts");
  runCommand("view-charts");
  // React draws it first
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const plots = document.querySelectorAll<HTMLElement>('main [role="application"]');
      const plot = [...plots].find((each) => each.getAttribute("aria-label") === name);
      plot?.closest("section")?.scrollIntoView({ block: "nearest" });
      plot?.focus({ preventScroll: true });
    }),
  );
}
