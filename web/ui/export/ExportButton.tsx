import { Suspense, useState } from "react";
import { useCommands } from "../commands/commands.ts";
import { Boundary } from "../page/Boundary.tsx";
import { Icon } from "../page/Icon.tsx";
import { later } from "../page/later.ts";
import { printView } from "./print.ts";

const ExportDialog = later(() => import("./ExportDialog.tsx").then((module) => module.ExportDialog));

/** Opens the export dialog, also as a command. */
export function ExportButton() {
  const [open, setOpen] = useState(false);
  useCommands([
    {
      id: "export",
      title: "Export: CSV, JSON, report",
      group: "Recording",
      keys: [{ code: "KeyE" }],
      words: "save download html",
      run: () => setOpen(true),
    },
    {
      id: "print",
      title: "Print the view",
      group: "Recording",
      keys: [{ key: "p", mod: true }],
      words: "paper pdf",
      run: () => void printView(),
    },
  ]);
  return (
    <>
      <button type="button" className="export-button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Icon name="save" />
        Export
      </button>
      {open && (
        <Boundary what="the export">
          <Suspense fallback={null}>
            <ExportDialog onClose={() => setOpen(false)} />
          </Suspense>
        </Boundary>
      )}
    </>
  );
}
