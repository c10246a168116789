import { describe, expect, test } from "vitest";
import { PLAIN_VIEW } from "../../../../web/ui/link/saved-view.ts";
import { looksLikeSession, readSession, type SessionFile, writeSession } from "../../../../web/ui/link/session-file.ts";
import { writeNotes } from "../../../../web/ui/notes/notes.ts";
import versions from "./sessions.json";

const NOTES = { text: "all", at: [{ time: 1.5, text: "storm" }] };
const SESSION: SessionFile = {
  recording: { name: "cloud7.tar.gz", size: 10, files: 1, sum: null },
  view: {
    ...PLAIN_VIEW,
    range: { from: 1, to: 2 },
    charts: [{ scope: "vcpu", key: "exits" }],
    options: new Map([
      ["marker a", "1.25"],
      ["notes", writeNotes(NOTES) ?? ""],
    ]),
  },
};

describe("a session file", () => {
  test("comes back as it was, its notes in plain sight", () => {
    const text = writeSession(SESSION, Date.UTC(2026, 10, 22));
    expect(looksLikeSession(text.slice(0, 200))).toBe(true);
    expect(JSON.parse(text)).toMatchObject({
      "kvmscope session": 1,
      saved: "2026-11-22T00:00:00.000Z",
      view: { options: { "marker a": "1.25" } },
      notes: NOTES,
    });
    expect(readSession(text)).toEqual({ kind: "session", session: SESSION, ignored: [] });
    const plain = { recording: null, view: PLAIN_VIEW };
    expect(readSession(writeSession(plain, 0))).toEqual({ kind: "session", session: plain, ignored: [] });
  });

  test.each(["", "KVM", '{"return": []}', '["kvmscope session"]', "\u001f\u008b"])("%j is none", (head) => {
    expect(looksLikeSession(head)).toBe(false);
  });

  test.each([
    ['{"kvmscope session":1,', /no complete JSON/],
    ['{"kvmscope session":"1"}', /expected a version/],
    ['{"kvmscope session":0}', /expected a version/],
    ['{"kvmscope session":99}', /version 99 is newer/],
    ["null", /expected a version/],
  ])("%s cannot be used, and it is said why", (text, why) => {
    expect(readSession(text)).toEqual({ kind: "refused", why: expect.stringMatching(why) });
  });

  test("what is not valid is left out, part by part", () => {
    const text = `{"kvmscope session":1,"recording":{"name":""},"view":{"range":"x","at":2,"options":{"notes":"hidden"}},"notes":[],"__proto__":{"x":1}}`;
    expect(readSession(text)).toEqual({
      kind: "session",
      session: { recording: null, view: { ...PLAIN_VIEW, at: 2 } },
      ignored: ["range", "notes", "recording"],
    });
    expect(readSession('{"kvmscope session":1,"view":7}')).toMatchObject({ ignored: ["view"] });
  });

  test.each(versions.map((file) => ({ version: file["kvmscope session"], file })))(
    "one of version $version is read as what it meant",
    ({ file }) => {
      const read = readSession(JSON.stringify(file));
      expect(read).toMatchObject({ kind: "session", ignored: [] });
      expect(read.kind === "session" && read.session).toEqual(SESSION);
    },
  );

  test("an older one goes through every step", () => {
    const steps = [(json: ReadonlyMap<string, unknown>) => new Map([...json, ["view", { at: 3 }]])];
    expect(readSession('{"kvmscope session":1,"view":{"at":1}}', steps)).toMatchObject({
      session: { view: { at: 3 } },
    });
    expect(readSession('{"kvmscope session":2,"view":{"at":1}}', steps)).toMatchObject({
      session: { view: { at: 1 } },
    });
  });
});
