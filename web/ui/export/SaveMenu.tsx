import type { RefObject } from "react";
import { Menu, MenuItem } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { copyText } from "../page/copy.ts";
import { saveChart, tableText } from "./chart-files.ts";
import "./export.css";

interface Props {
  /** The button it belongs to; its panel is what is saved. */
  readonly button: RefObject<HTMLElement | null>;
  readonly name: string;
  readonly onClose: () => void;
  readonly onError: (message: string) => void;
}

/** What can be taken from one chart: an image of it, its tables as text. */
export function SaveMenu({ button, name, onClose, onError }: Props) {
  function act(key: string | number): void {
    const panel = button.current?.closest<HTMLElement>(".panel");
    if (!panel) return;
    if (key === "copy") {
      copyText(tableText(panel), `the tables of ${name}`);
      return;
    }
    saveChart(panel, key === "svg" ? "svg" : "png").catch((reason: unknown) => {
      onError(reason instanceof Error ? reason.message : String(reason));
    });
  }
  return (
    <Popover triggerRef={button} isOpen onOpenChange={(open) => !open && onClose()} className="save-menu">
      <Menu aria-label={`Save ${name}`} autoFocus="first" onAction={act} onClose={onClose}>
        <MenuItem id="png">Save as PNG</MenuItem>
        <MenuItem id="svg">Save as SVG</MenuItem>
        <MenuItem id="copy">Copy its tables</MenuItem>
      </Menu>
    </Popover>
  );
}
