import { describe, expect, test } from "vitest";
import {
  NO_NOTES,
  noteAnnotations,
  readNotes,
  withNote,
  withText,
  writeNotes,
} from "../../../../web/ui/notes/notes.ts";

describe("notes", () => {
  test("are put in the order of their times, one at a time", () => {
    let notes = withNote(withNote(NO_NOTES, 5), 1.25);
    notes = withText(withText(notes, 5, "late"), 1.25, "early");
    expect(notes.at).toEqual([
      { time: 1.25, text: "early" },
      { time: 5, text: "late" },
    ]);
    expect(withNote(notes, 5)).toBe(notes);
    expect(withText(notes, 5, null).at).toEqual([{ time: 1.25, text: "early" }]);
  });

  test("come back from their option, and nothing stays of none", () => {
    const notes = { text: "slow since 10:00", at: [{ time: 2, text: "<b>storm</b>" }] };
    expect(readNotes(writeNotes(notes))).toEqual(notes);
    expect(writeNotes(NO_NOTES)).toBeNull();
    expect(writeNotes(withText(withNote(NO_NOTES, 1), 1, null))).toBeNull();
    const many = {
      text: "x".repeat(50_000),
      at: Array.from({ length: 600 }, (_, time) => ({ time, text: "y".repeat(3000) })),
    };
    const cut = readNotes(writeNotes(many));
    expect([cut.text.length, cut.at.length, cut.at[0]?.text.length]).toEqual([40_000, 500, 2000]);
  });

  test.each([
    null,
    "",
    "{",
    "[]",
    '{"text":1,"at":[]}',
    '{"text":"","at":[{"time":"1","text":""}]}',
    '{"__proto__":{"text":"","at":[]}}',
  ])("%s holds none", (option) => {
    expect(readNotes(option)).toEqual(NO_NOTES);
  });

  test("on charts they are short and cannot act", () => {
    const at = [
      { time: 1, text: "" },
      { time: 2, text: `\u202e${"long ".repeat(20)}` },
    ];
    expect(noteAnnotations({ text: "", at })).toEqual([
      { from: 1, label: "note" },
      { from: 2, label: "\\u202elong long long long long lo…" },
    ]);
  });
});
