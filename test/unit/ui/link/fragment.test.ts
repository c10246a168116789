import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Link, type Parameters, readFragment, writeFragment } from "../../../../web/ui/link/fragment.ts";
import { PLAIN_VIEW, type SavedView } from "../../../../web/ui/link/saved-view.ts";
import versions from "./fragments.json";

const FULL: Link = {
  file: { name: "cloud 7 (1).tar.gz", size: 3_100_000, files: 1, sum: "ab".repeat(32) },
  view: {
    range: { from: 12.5, to: 40.000000001 },
    selection: { from: 20, to: 21.25 },
    at: 37.4,
    sources: { except: true, names: ["vcpu-3", "vm@host/a, b/*"] },
    charts: [
      { scope: "vcpu", key: "exits" },
      { scope: "vm", key: "pf_taken\0" + "1" },
    ],
    options: new Map([
      ["view", "changes"],
      ["chart vcpu exits: mode", "sum & more"],
    ]),
  },
};

function viewOf(fragment: string): SavedView | undefined {
  return readFragment(fragment)?.link.view;
}

describe("a fragment", () => {
  test("says nothing when nothing was chosen", () => {
    expect(writeFragment({ file: null, view: PLAIN_VIEW })).toBe("");
    expect(readFragment("")).toBeNull();
    expect(readFragment("#")).toBeNull();
    expect(readFragment("#main")).toBeNull();
  });

  test("is short and can be read", () => {
    expect(writeFragment({ file: null, view: { ...PLAIN_VIEW, range: { from: 0, to: 1e-9 } } })).toBe(
      "v2?range=0,0.000000001",
    );
    expect(writeFragment(FULL)).toBe(
      `v2?file=cloud+7+%281%29.tar.gz&size=3100000&sum=${"ab".repeat(32)}&view=changes&range=12.5,40.000000001&sel=20,21.25&at=37.4` +
        "&sources=*,vcpu-3,vm@host/a%2C+b/%2A&charts=vcpu.exits,vm.pf_taken%001&o.chart+vcpu+exits:+mode=sum+%26+more",
    );
  });

  test("comes back as it was", () => {
    expect(readFragment(`#${writeFragment(FULL)}`)).toEqual({ link: FULL, ignored: [] });
  });

  test("comes back as it was with whatever names and times", () => {
    const name = fc
      .string({ unit: "binary", minLength: 1, maxLength: 20 })
      .filter((text) => !/\p{Surrogate}/u.test(text));
    const range = fc
      .tuple(fc.integer({ min: -1e6, max: 1e12 }), fc.integer({ min: 1, max: 1e12 }))
      .map(([from, span]) => ({ from: from / 1e6, to: (from + span) / 1e6 }));
    const view = fc.record({
      range: fc.option(range),
      selection: fc.option(range),
      at: fc.option(fc.integer({ min: 0, max: 1e9 }).map((ms) => ms / 1000)),
      sources: fc.option(fc.record({ except: fc.boolean(), names: fc.array(name) })),
      charts: fc.option(fc.array(fc.record({ scope: fc.constantFrom("vm", "vcpu", "unknown"), key: name }))),
      options: fc
        .array(
          fc.tuple(
            name.filter((text) => !/[\r\n]/.test(text) && text !== "notes"),
            name,
          ),
        )
        .map((pairs) => new Map(pairs)),
    });
    fc.assert(
      fc.property(view as fc.Arbitrary<SavedView>, (given) => {
        const read = readFragment(writeFragment({ file: null, view: given }));
        expect(read?.link.view ?? PLAIN_VIEW).toEqual(given);
        expect(read?.ignored ?? []).toEqual([]);
      }),
    );
  });

  test("tells no chosen source from all of them", () => {
    expect(viewOf("#v2?sources=")?.sources).toEqual({ except: false, names: [] });
    expect(viewOf("#v2?sources=*")?.sources).toEqual({ except: true, names: [] });
    expect(viewOf("#v2?charts=")?.charts).toEqual([]);
    expect(viewOf("#v2?at=1")?.charts).toBeNull();
  });

  test("carries no notes", () => {
    const view = { ...PLAIN_VIEW, options: new Map([["notes", "[]"]]) };
    expect(writeFragment({ file: null, view })).toBe("");
    expect(viewOf("#v2?o.notes=[]&at=1")?.options).toEqual(new Map());
  });
});

describe("what is not valid is left out, the others count", () => {
  test.each([
    ["range=5,5", "range"],
    ["range=9,5", "range"],
    ["range=1", "range"],
    ["range=1,2,3", "range"],
    ["range=0,1e999", "range"],
    ["range=NaN,Infinity", "range"],
    ["sel=0,99999999999999", "sel"],
    ["at=0x10", "at"],
    ["charts=host.exits", "charts"],
    ["charts=vcpu.", "charts"],
    ["charts=vcpu.%E0%A4", "charts"],
    ["sources=a,,b", "sources"],
    ["o.view=%E0%A4%A", "options"],
    ["o.a%0Ab=1", "options"],
    ["o.=1", "options"],
  ])("%s", (text, ignored) => {
    const read = readFragment(`#v2?${text}&o.mode=sum`);
    expect(read?.ignored).toEqual([ignored]);
    expect(read?.link.view).toEqual({ ...PLAIN_VIEW, options: new Map([["mode", "sum"]]) });
  });

  test.each([
    "file=a",
    "file=a&size=-1",
    "file=a&size=1.5",
    "file=&size=1",
    "file=a&size=1&sum=xyz",
    "file=a&size=1&files=0",
  ])("a file that is not told right takes its view with it: %s", (text) => {
    expect(readFragment(`#v2?${text}&at=1`)).toEqual({ link: { file: null, view: PLAIN_VIEW }, ignored: ["file"] });
  });
});

describe("a link made to harm", () => {
  test("names of an object's own machinery are names like others", () => {
    const names = ["__proto__", "constructor", "toString", "prototype"];
    const view = viewOf(`#v2?${names.map((name) => `${name}=1&o.${name}=x`).join("&")}&charts=vcpu.__proto__`);
    expect([...(view?.options ?? [])]).toEqual(names.map((name) => [name, "x"]));
    expect(view?.charts).toEqual([{ scope: "vcpu", key: "__proto__" }]);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  test("markup, bidi and lone surrogates come through as text", () => {
    const name = '<img src=x onerror=alert(1)>\u202e"\ud800';
    const fragment = writeFragment({ file: null, view: { ...PLAIN_VIEW, options: new Map([[name, name]]) } });
    expect(fragment).toMatch(/^[\x21-\x7e]+$/);
    const shown = name.replace("\ud800", "\ufffd");
    expect([...(viewOf(fragment)?.options ?? [])]).toEqual([[shown, shown]]);
  });

  test("of a huge one only the beginning is read, and nothing huge is kept", () => {
    const read = readFragment(`#v2?${"o.a=1&".repeat(2_000_000)}at=1`);
    const wide = readFragment(`#v2?${Array.from({ length: 100_000 }, (_, at) => `o.${at}=1`).join("&")}`);
    expect(read?.link.view.options).toEqual(new Map([["a", "1"]]));
    expect(wide?.link.view.options).toEqual(new Map());
    expect(wide?.ignored).toContain("options");
    expect(readFragment(`#v2?charts=vcpu.${"x".repeat(5000)}`)?.ignored).toEqual(["charts"]);
    expect(readFragment(`#v2?charts=${"vcpu.a,".repeat(501)}vcpu.a`)?.ignored).toEqual(["charts"]);
  });
});

describe("versions", () => {
  test.each(versions)("$fragment", ({ fragment, means }) => {
    const read = readFragment(fragment);
    expect(read?.ignored).toEqual([]);
    expect(writeFragment(read?.link ?? { file: null, view: PLAIN_VIEW })).toBe(means);
  });

  test("an older link goes through every step up to now, one that is newer than the page is not guessed at", () => {
    const steps = [
      (before: Parameters) => new Map([...before, ["at", "2"]]),
      (before: Parameters) => new Map([...before, ["sel", `${before.get("at")},5`]]),
    ];
    expect(readFragment("#v1?at=1", steps)?.link.view.selection).toEqual({ from: 2, to: 5 });
    expect(readFragment("#v2?at=1", steps)?.link.view.selection).toEqual({ from: 1, to: 5 });
    expect(readFragment("#v3?at=1", steps)?.link.view.selection).toBeNull();
    expect(readFragment("#v4?at=1", steps)).toBeNull();
    expect(readFragment("#v0?at=1")).toBeNull();
    expect(readFragment("#v?at=1")).toBeNull();
  });
});

test("a chart that a link names twice is there once", () => {
  expect(readFragment("v2?charts=vcpu.exits,vm.exits,vcpu.exits")?.link.view.charts).toEqual([
    { scope: "vcpu", key: "exits" },
    { scope: "vm", key: "exits" },
  ]);
});
