import { useCommands } from "../commands/commands.ts";
import { VIEW } from "../state.ts";
import { useSteady } from "../use-recording.ts";

/** "What changed here?": from anywhere, of the selection or, without one, of what is visible. */
export function useChangesCommand(): void {
  const { session, recording, info, dispatch } = useSteady();
  const timed = info.clock === "time";
  function run(): void {
    const { selection, range, extent } = session.view.get();
    const whole = range.from <= extent.from && range.to >= extent.to;
    if (selection === null && !whole) session.view.set({ selection: range });
    dispatch({ kind: "option", id: recording.id, name: VIEW, value: "changes" });
  }
  useCommands(
    timed
      ? [
          {
            id: "what-changed",
            title: "What changed here?",
            group: "Views",
            keys: [{ code: "KeyC" }],
            words: "rank compare before baseline difference selection",
            run,
          },
        ]
      : [],
  );
}
