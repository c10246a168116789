import { describe, expect, test } from "vitest";
import { namedSources, optionsAfterLink, PLAIN_VIEW, sourcesNamed } from "../../../../web/ui/link/saved-view.ts";
import { viewFromJson, viewToJson } from "../../../../web/ui/link/saved-view-json.ts";
import { sourceInfo } from "../../../support/page-info.ts";

const ONE_VM = [0, 1, 2, 3].map((id) => sourceInfo(id, { path: "host/a" }));
/** vcpu-0 and vcpu-1 in two folders, with other ids. */
const TWO_VMS = ["a", "b"].flatMap((path, vm) =>
  [0, 1].map((vcpu) => sourceInfo(10 + vm * 2 + vcpu, { label: `vcpu-${vcpu}`, path })),
);

describe("sources by name", () => {
  test("the shorter of those that are on and those that are off", () => {
    expect(namedSources(new Set([1]), ONE_VM)).toEqual({ except: false, names: ["vcpu-1"] });
    expect(namedSources(new Set([0, 2, 3]), ONE_VM)).toEqual({ except: true, names: ["vcpu-1"] });
    expect(namedSources(new Set([0, 1, 2, 3]), ONE_VM)).toEqual({ except: true, names: [] });
    expect(namedSources(new Set(), ONE_VM)).toEqual({ except: false, names: [] });
  });

  test("with their path where two have the same label", () => {
    expect(namedSources(new Set([10, 13]), TWO_VMS).names).toEqual(["vcpu-0@a", "vcpu-1@b"]);
  });

  test("come back whatever was chosen", () => {
    for (const sources of [ONE_VM, TWO_VMS]) {
      for (let bits = 0; bits < 16; bits++) {
        const chosen = sources.filter((_, at) => (bits >> at) & 1).map(({ id }) => id);
        expect(sourcesNamed(namedSources(new Set(chosen), sources), sources)).toEqual(chosen);
      }
    }
  });

  test("fit another recording by their labels; unknown ones are none", () => {
    const names = (...list: string[]) => ({ except: false, names: list });
    expect(sourcesNamed(names("vcpu-1", "vcpu-9"), TWO_VMS)).toEqual([11, 13]);
    expect(sourcesNamed({ except: true, names: ["vcpu-1"] }, TWO_VMS)).toEqual([10, 12]);
    expect(sourcesNamed(names("vcpu-9"), TWO_VMS)).toBeNull();
  });
});

test("a link brings its options and leaves the notes alone", () => {
  const before = new Map([
    ["notes", "mine"],
    ["view", "compare"],
  ]);
  const linked = new Map([
    ["notes", "theirs"],
    ["clock", "utc"],
  ]);
  expect([...optionsAfterLink(before, linked)]).toEqual([
    ["notes", "mine"],
    ["clock", "utc"],
  ]);
});

describe("as JSON", () => {
  test("comes back as it was, names of an object's machinery included", () => {
    const view = {
      range: { from: 1, to: 2.5 },
      selection: null,
      at: 2,
      sources: { except: false, names: ["vm"] },
      charts: [{ scope: "vm" as const, key: "__proto__" }],
      options: new Map([
        ["notes", "[]"],
        ["constructor", "1"],
      ]),
    };
    expect(viewFromJson(JSON.parse(JSON.stringify(viewToJson(view))))).toEqual({ view, ignored: [] });
    expect(viewToJson(PLAIN_VIEW)).toEqual({});
  });

  test("what is not valid is left out, part by part", () => {
    const json = JSON.parse(
      '{"range":{"from":5,"to":1},"at":"1","charts":[{"scope":"vm","key":"a","x":1}],"options":{"__proto__":"x","a":1},"sources":{"except":false,"names":["vm"]}}',
    );
    expect(viewFromJson(json)).toEqual({
      view: { ...PLAIN_VIEW, sources: { except: false, names: ["vm"] }, options: new Map([["__proto__", "x"]]) },
      ignored: expect.arrayContaining(["range", "at", "charts", "options"]),
    });
    expect(viewFromJson(null)).toBeNull();
    expect(viewFromJson([])).toBeNull();
    expect(viewFromJson("x")).toBeNull();
  });
});

test("an option of a statistic with a hostile name takes no other option with it", () => {
  const options = new Map([
    ["notes", "kept"],
    ["chart vcpu ex\nits: mode", "log"],
    ["__proto__", "plain"],
  ]);
  const read = viewFromJson(JSON.parse(JSON.stringify(viewToJson({ ...PLAIN_VIEW, options }))));
  expect(read?.ignored).toEqual(["options"]);
  expect([...(read?.view.options ?? [])]).toEqual([
    ["notes", "kept"],
    ["__proto__", "plain"],
  ]);
});
