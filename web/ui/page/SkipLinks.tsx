import { runCommand } from "../commands/commands.ts";
import { showPane } from "./panes.ts";

/** The first stops of Tab, seen only then: past header and sources. No links: the fragment holds the view. */
export function SkipLinks() {
  function toCharts(): void {
    showPane("View");
    requestAnimationFrame(() => document.querySelector("main")?.focus());
  }
  return (
    <div className="skip">
      <button type="button" onClick={toCharts}>
        Skip to charts
      </button>
      <button type="button" onClick={() => runCommand("search-statistics")}>
        Skip to statistics
      </button>
    </div>
  );
}
