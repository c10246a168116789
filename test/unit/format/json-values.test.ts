import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson } from "../../../web/format/json.ts";
import { createJsonScanner, type JsonDamage, type JsonValue } from "../../../web/format/json-values.ts";
import { assertProperty } from "../../support/property.ts";

/** Everything in a text that comes in pieces of at most `piece` bytes. */
function scan(text: string | Uint8Array, piece = Number.POSITIVE_INFINITY, max?: number) {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const scanner = createJsonScanner(max);
  const items: (JsonValue | JsonDamage)[] = [];
  for (let at = 0; at < bytes.length; at += piece) items.push(...scanner.push(bytes.subarray(at, at + piece)));
  items.push(...scanner.end());
  return {
    values: items.flatMap((item) => (item.kind === "value" ? [item.value] : [])),
    damage: items.flatMap((item) =>
      item.kind === "damage" ? [`${item.offset}: ${item.expected} / ${item.found}`] : [],
    ),
  };
}

describe("objects", () => {
  const three = [{ a: 1 }, { b: [{ c: "}{" }] }, {}];
  test.each([
    ["line by line", three.map((each) => `${JSON.stringify(each)}\n`).join("")],
    ["concatenated", three.map((each) => JSON.stringify(each)).join("")],
    ["one list", JSON.stringify(three)],
    ["one list, over lines, after a byte order mark", `\ufeff${JSON.stringify(three, null, 2)}\r\n`],
  ])("%s", (_name, text) => {
    for (const piece of [1, 2, 7, 1000]) expect(scan(text, piece)).toEqual({ values: three, damage: [] });
  });

  test("any JSON in any pieces", () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { noNullPrototype: true });
    assertProperty(
      fc.property(
        fc.array(object, { maxLength: 4 }),
        fc.integer({ min: 1, max: 64 }),
        fc.boolean(),
        (all, piece, wide) => {
          const text = all.map((each) => JSON.stringify(each, null, wide ? 1 : 0)).join(wide ? "\n" : "");
          expect(scan(text, piece)).toEqual({
            values: parseJson(`[${all.map((each) => JSON.stringify(each))}]`),
            damage: [],
          });
        },
      ),
      50,
    );
  }, 120_000);

  test("keep the digits of large integers", () => {
    expect(scan('{"a":18446744073709551615,"b":9007199254740991,"c":-9007199254740993,"d":1.5}').values).toEqual([
      { a: 2n ** 64n - 1n, b: 2 ** 53 - 1, c: -9007199254740993n, d: 1.5 },
    ]);
  });

  test("have no prototype from the text", () => {
    for (const digits of ["1", "18446744073709551615"]) {
      const value = parseJson(`{"__proto__":{"polluted":true},"a":${digits},"a":2}`) as Record<string, unknown>;
      expect(value["polluted"]).toBeUndefined();
      expect(value["a"]).toBe(2);
    }
  });
});

describe("damage is told once, where it is, and what lies around it is read", () => {
  test.each<[string, string, unknown[], string[]]>([
    [
      "a cut line",
      '{"a":1}\n{"b":[1,\n{"c":3}\n{"d":4}',
      [{ a: 1 }, { c: 3 }, { d: 4 }],
      ['25: "," or the closing bracket / "{"'],
    ],
    ["a cut string", '{"a":1}\n{"b":"xy\n{"c":3}', [{ a: 1 }, { c: 3 }], ["16: the end of the string / 0x0a"]],
    ["a cut end", '{"a":1}\n{"b":{"c":2},"d', [{ a: 1 }, { c: 2 }], ["23: the end of the string / the end"]],
    ["a cut list", '[{"a":1},\n{"b":2}', [{ a: 1 }, { b: 2 }], ['17: "]" / the end']],
    ["text around", 'hello\n{"a":1} x {"b":2}', [{ a: 1 }, { b: 2 }], ['0: an object / "h"', '14: an object / "x"']],
    ["zeros behind", '{"a":1}\n\0\0\0', [{ a: 1 }], ["8: an object / 0x00"]],
    ["two lines", '{"a":}\n{"b":1}\n{]\n{"c":1}', [{ b: 1 }, { c: 1 }], ['5: a value / "}"', '16: a key or "}" / "]"']],
    ["a word", '{"a":nul}\n{"b":1}', [{ b: 1 }], ['5: a number, true, false or null / "n"']],
    ["an escape", '{"a":"\\x"}\n{"b":1}', [{ b: 1 }], ['7: an escape / "x"']],
    ["a comma too many", '{"a":1,}\n{"b":1}', [{ b: 1 }], ['7: a key / "}"']],
    ["a string that looks like a reply", '{"a":"{\\"b\\":1}", 7', [], ['18: a key / "7"']],
  ])("%s", (_name, text, values, damage) => {
    for (const piece of [1, 3, 1000]) expect(scan(text, piece)).toEqual({ values, damage });
  });

  test("whole objects inside a damaged one", () => {
    const good = { return: [{ x: "}" }] };
    const text = `{\n "one": ${JSON.stringify(good, null, 1)},\n "two": {"return": [ oops ]},\n "three": ${JSON.stringify(good)}\n}`;
    const { values, damage } = scan(text);
    expect(values.filter((value) => "return" in value)).toEqual([good, good]);
    expect(damage).toHaveLength(1);
  });

  test("any byte cut out or changed: never an endless loop, never more than the bytes around it lost", () => {
    const line = `${JSON.stringify({ return: [{ name: 'a\\"b', value: [1, 2, true] }], time: "é" })}\n`;
    const bytes = new TextEncoder().encode(line.repeat(5));
    assertProperty(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.nat(255),
        fc.nat(40),
        fc.integer({ min: 1, max: 99 }),
        (at, to, cut, piece) => {
          const broken = Uint8Array.from([...bytes.subarray(0, at), to, ...bytes.subarray(at + 1 + cut)]);
          const whole = scan(broken, piece).values.filter((each) => JSON.stringify(each) === line.trim());
          expect(whole.length).toBeGreaterThanOrEqual(3);
        },
      ),
      100,
    );
  }, 120_000);
});

describe("bombs", () => {
  test("values inside each other", () => {
    const { values, damage } = scan(`${'{"a":['.repeat(20_000)}\n{"b":1}`);
    expect(values).toEqual([{ b: 1 }]);
    expect(damage[0]).toMatch(/^\d+: at most 32 values inside each other \/ another$/);
  });

  test("an object larger than the cap: its parts are read", () => {
    const text = `{"all":[${'{"a":1},'.repeat(1000)}{"a":1}]}\n{"b":1}`;
    const { values, damage } = scan(text, 100, 500);
    expect(values).toHaveLength(1002);
    expect(damage[0]).toMatch(/^500: the end of the object that begins at byte 0 \/ more bytes$/);
  });
});
