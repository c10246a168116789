import fc from "fast-check";
import { expect, test } from "vitest";
import { DISPLAY_LENGTH, displayName } from "../../../web/format/text.ts";

test.each([
  ["plain_name", "plain_name"],
  // markup stays as it is: it is only ever shown as text
  ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
  ["zähler 数 🙂", "zähler 数 🙂"],
  ["\x1b[31mred\x07", "\\x1b[31mred\\x07"],
  ["a\nb\r\tc\x7f\x85", "a\\x0ab\\x0d\\x09c\\x7f\\x85"],
  ["\u202etxt.exe\u2066\u2069\u200f", "\\u202etxt.exe\\u2066\\u2069\\u200f"],
  ["zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"],
  ["tag\u{e0041}", "tag\\u{e0041}"],
  ["lone\ud800", "lone\\ud800"],
])("%j is shown as %j", (text, shown) => {
  expect(displayName(text)).toBe(shown);
});

test("long names are cut where asked, between characters", () => {
  expect(displayName("x".repeat(DISPLAY_LENGTH))).toBe("x".repeat(DISPLAY_LENGTH));
  expect(displayName("x".repeat(1 << 20))).toBe(`${"x".repeat(DISPLAY_LENGTH)}…`);
  expect(displayName("🙂🙂🙂", 2)).toBe("🙂🙂…");
  expect(displayName("x".repeat(1000), Number.POSITIVE_INFINITY)).toHaveLength(1000);
});

test("nothing shown is a control or bidi character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(displayName(text)).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
});

test("what no XML may hold is shown escaped", () => {
  expect(displayName("a\ufffe\uffff")).toBe("a\\ufffe\\uffff");
});
