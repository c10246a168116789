import { useSettledSelection } from "../changes/settled-selection.ts";
import { useCommands } from "../commands/commands.ts";
import { VIEW } from "../state.ts";
import { useRecording } from "../use-recording.ts";
import { firstSides, parseSide, resolveSide, type Side, type SideChoice, type SideName, sideText } from "./sides.ts";

export interface Sides {
  readonly a: Side;
  readonly b: Side;
  /** Something was chosen: there is something to clear. */
  readonly chosen: boolean;
  choose(side: SideName, choice: SideChoice): void;
  /** The selection of the active recording, kept as it is now; nothing without one. */
  capture(side: SideName): void;
  readonly canCapture: boolean;
  swap(): void;
  clear(): void;
}

/** The two sides, chosen or by default; null before anything of the recording was read. */
export function useSides(): Sides | null {
  const { session, recording, recordings, dispatch } = useRecording();
  const selection = useSettledSelection(session.view);
  const around = { recordings, active: recording, selection };
  const texts = { a: recording.options.get("compare a") ?? null, b: recording.options.get("compare b") ?? null };
  const first = firstSides(around);
  if (first === null) return null;
  const a = resolveSide(parseSide(texts.a) ?? first.a, around);
  const b = resolveSide(parseSide(texts.b) ?? first.b, around);
  if (a === null || b === null) return null;

  function store(side: SideName, choice: SideChoice | null): void {
    const value = choice === null ? null : sideText(choice);
    dispatch({ kind: "option", id: recording.id, name: `compare ${side}`, value });
  }
  function choose(side: SideName, choice: SideChoice): void {
    // the other side keeps what it shows, also when that was only its default
    store("a", side === "a" ? choice : (a?.choice ?? null));
    store("b", side === "b" ? choice : (b?.choice ?? null));
  }
  return {
    a,
    b,
    chosen: texts.a !== null || texts.b !== null,
    choose,
    canCapture: selection !== null,
    capture(side) {
      const before = side === "a" ? a : b;
      if (selection === null) return;
      const source = before.recording.id === recording.id ? before.choice.source : "";
      choose(side, { recording: null, source, range: selection });
    },
    swap() {
      store("a", b.choice);
      store("b", a.choice);
    },
    clear() {
      store("a", null);
      store("b", null);
    },
  };
}

/** What can be done with the two sides from anywhere. */
export function useCompareCommands(): void {
  const { info, recording, dispatch } = useRecording();
  const sides = useSides();
  const show = () => dispatch({ kind: "option", id: recording.id, name: VIEW, value: "compare" });
  const capture = (side: SideName) => ({
    id: `compare-selection-${side}`,
    title: `Compare: use the selection as ${side.toUpperCase()}`,
    group: "Views",
    words: "difference range",
    run: () => {
      sides?.capture(side);
      show();
    },
  });
  const swap = { id: "compare-swap", title: "Compare: swap A and B", group: "Views", run: () => sides?.swap() };
  const captures = sides?.canCapture ? [capture("a"), capture("b")] : [];
  useCommands(info.clock === "time" && sides !== null ? [...captures, swap] : []);
}
