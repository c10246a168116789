// Nothing leaves the page. Refused by the policy, complaints on the console and requests elsewhere fail every other spec too.

import { roundOf, timedSeries } from "./support/dumps.ts";
import { expect, test } from "./test.ts";

test("all requests are to the page's own server, and none is made once it is loaded", async ({
  viewer,
  watch,
  baseURL,
}) => {
  const loaded = [...watch.requests];
  expect(loaded.length).toBeGreaterThan(4);
  expect(loaded.filter((url) => !url.startsWith(baseURL ?? "none"))).toEqual([]);
  // the workers' own scripts are seen as well
  expect(loaded.filter((url) => url.includes(".worker")).length).toBeGreaterThan(0);

  await viewer.open(timedSeries(["vm", "vcpu0"]));
  await viewer.statistic("exits", "vcpu-0").then(({ disclose }) => disclose.click());
  await viewer.chart("exits").drag(0.2, 0.8);
  await viewer.open([
    { path: "bad", bytes: new TextEncoder().encode("https://example.com/ <img src=//example.com/a>") },
  ]);
  await viewer.open([{ path: "one.bin", bytes: roundOf("vm", 0) }]);
  await viewer.waitUntilIdle();
  expect(watch.requests).toEqual(loaded);
});

test("the page and its workers come with the policy and with isolation", async ({ viewer, watch, request }) => {
  const { page } = viewer;
  const addresses = [page.url(), ...watch.requests.filter((url) => /\.(js|wasm|css)$/.test(url))];
  for (const address of new Set(addresses)) {
    const headers = (await request.get(address)).headers();
    expect(headers, address).toMatchObject({
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    const policy = headers["content-security-policy"] ?? "";
    for (const part of [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ])
      expect(policy.split("; "), address).toContain(part);
    expect(policy).not.toContain("unsafe-inline");
  }
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});

test.describe("the watch itself", () => {
  test.fail("a refused style element fails a spec", async ({ viewer }) => {
    await viewer.page.evaluate(() => {
      const style = document.createElement("style");
      style.textContent = "body { color: red }";
      document.head.append(style);
    });
  });
});
