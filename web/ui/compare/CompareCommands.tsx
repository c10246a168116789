import { useChangesCommand } from "../changes/use-changes-command.ts";
import { useCompareCommands } from "./use-sides.ts";

/** Shows nothing: what can be compared from anywhere. Apart from the workspace, which a new selection must not render anew. */
export function CompareCommands() {
  useChangesCommand();
  useCompareCommands();
  return null;
}
