// What mouse, touch and keys do on a chart, for the help. The charts' own code acts on them (chart/gestures.ts); the
// README's table says the same, which a test holds.

/** One thing to do with a chart. Keys as keyText() writes them. */
export interface Gesture {
  readonly what: string;
  readonly pointer: string;
  readonly keys: readonly string[];
}

export const GESTURES: readonly Gesture[] = [
  { what: "Move the cursor", pointer: "Point", keys: ["Left", "Right", "Home", "End"] },
  { what: "In larger steps", pointer: "", keys: ["PageUp", "PageDown", "Ctrl+Left", "Ctrl+Right"] },
  { what: "Select a stretch of time", pointer: "Drag", keys: ["Shift+Left", "Shift+Right"] },
  { what: "Clear the selection", pointer: "", keys: ["Escape"] },
  { what: "Zoom to the selection", pointer: "Double click inside it", keys: ["Enter", "Z"] },
  { what: "Zoom", pointer: "Ctrl or ⌘ and wheel, pinch", keys: ["W", "S", "plus", "minus"] },
  { what: "Pan", pointer: "Shift and wheel, two fingers", keys: ["A", "D"] },
  { what: "Show all", pointer: "Double click", keys: ["0"] },
];
