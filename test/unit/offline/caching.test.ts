import { describe, expect, test } from "vitest";
import { type Build, cacheName, keptAddress, staleCaches, withHeaders } from "../../../web/offline/caching.ts";

const BUILD: Build = { version: "b2", files: ["index.html", "assets/index-1.js", "sample.mcap"] };
const SCOPE = "https://host.example/tools/kvmscope/";

function kept(path: string, method = "GET", mode = "no-cors"): string | null {
  return keptAddress({ url: new URL(path, SCOPE).href, method, mode }, SCOPE, BUILD);
}

describe("which requests are answered without the network", () => {
  test("the files of the build, wherever the page lies, whatever their query", () => {
    expect(kept("assets/index-1.js")).toBe(`${SCOPE}assets/index-1.js`);
    expect(kept("sample.mcap?x=1")).toBe(`${SCOPE}sample.mcap`);
    expect(kept("./", "GET", "navigate")).toBe(`${SCOPE}index.html`);
    expect(kept("./#view=compare", "GET", "navigate")).toBe(`${SCOPE}index.html`);
  });

  test("nothing else: other files, other hosts, what lies above, other methods", () => {
    expect(kept("assets/other.js")).toBeNull();
    expect(kept("live?after=3")).toBeNull();
    expect(kept("../index.html")).toBeNull();
    expect(kept("https://other.example/tools/kvmscope/index.html")).toBeNull();
    expect(kept("sample.mcap", "POST")).toBeNull();
  });
});

describe("caches", () => {
  test("those of other builds go, those of other pages stay", () => {
    expect(cacheName(BUILD)).toBe("kvmscope-b2");
    expect(staleCaches(["kvmscope-b1", "kvmscope-b2", "wiki-b1"], BUILD)).toEqual(["kvmscope-b1"]);
  });
});

describe("headers", () => {
  const wanted = { "Cross-Origin-Embedder-Policy": "require-corp", "Referrer-Policy": "no-referrer" };

  test("are added where the host sent none, and never overruled", async () => {
    const sent = new Response("text", { status: 203, headers: { "Referrer-Policy": "origin", "Content-Type": "a/b" } });
    const response = withHeaders(sent, wanted);
    expect(Object.fromEntries(response.headers)).toEqual({
      "content-type": "a/b",
      "cross-origin-embedder-policy": "require-corp",
      "referrer-policy": "origin",
    });
    expect(response.status).toBe(203);
    expect(await response.text()).toBe("text");
  });
});
