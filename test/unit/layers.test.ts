import { describe, expect, it } from "vitest";
import { forbiddenEdges } from "../support/layers.ts";

const modules: Record<string, string> = {
  ...import.meta.glob<string>("../../assembly/**/*.ts", { query: "?raw", import: "default", eager: true }),
  ...import.meta.glob<string>("../../web/**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true }),
  ...import.meta.glob<string>("../../cli/**/*.ts", { query: "?raw", import: "default", eager: true }),
};
const sources = new Map(Object.entries(modules).map(([path, text]) => [path.replace("../../", ""), text]));

function edgesOf(file: string, text: string): string[] {
  return forbiddenEdges(new Map([[file, text]]));
}

describe("layers", () => {
  it("finds no import against the flow", () => {
    expect(sources.has("web/format/model.ts")).toBe(true);
    expect(forbiddenEdges(sources)).toEqual([]);
  });

  it("names a planted edge, whatever its form", () => {
    const file = "web/format/stats-file.ts";
    const bad = "web/format/stats-file.ts -> ../engine/engine.ts";
    expect(edgesOf(file, 'import { createEngine } from "../engine/engine.ts";')).toEqual([bad]);
    expect(edgesOf(file, 'import type { Engine } from "../engine/engine.ts";')).toEqual([bad]);
    expect(edgesOf(file, 'export { createEngine } from "../engine/engine.ts";')).toEqual([bad]);
    expect(edgesOf(file, 'import {\n  createEngine,\n} from "../engine/engine.ts";')).toEqual([bad]);
    expect(edgesOf(file, 'import "../engine/engine.ts";')).toEqual([bad]);
    expect(edgesOf(file, 'const engine = await import("../engine/engine.ts");')).toEqual([bad]);
    expect(edgesOf(file, 'new URL("../engine/engine.ts", import.meta.url)')).toEqual([bad]);
  });

  it("lets pass what the table allows", () => {
    expect(edgesOf("web/format/a.ts", 'import { HEADER_SIZE } from "../../assembly/layout.ts";')).toEqual([]);
    expect(edgesOf("web/ui/App.tsx", 'import { createClient } from "../worker/client.ts";')).toEqual([]);
    expect(edgesOf("web/worker/client.ts", 'import url from "./open.worker.ts?worker&url";')).toEqual([]);
    expect(edgesOf("assembly/index.ts", 'export { pread } from "./read";')).toEqual([]);
    expect(edgesOf("web/ui/App.tsx", 'import { useState } from "react";')).toEqual([]);
  });

  it("allows only layout from the module's sources", () => {
    expect(edgesOf("web/series/a.ts", 'import { pread } from "../../assembly/read.ts";')).toHaveLength(1);
    expect(edgesOf("web/chart/a.ts", 'import { engine } from "../engine/engine.ts";')).toHaveLength(1);
    expect(edgesOf("web/engine/a.ts", 'import { x } from "../series/model.ts";')).toHaveLength(1);
  });

  it("wants every folder in the table", () => {
    expect(edgesOf("web/attic/a.ts", "")).toEqual(["web/attic/a.ts -> (its folder is not in the table)"]);
  });
});
