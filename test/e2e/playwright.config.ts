// The built page with its real headers, in one Chromium; a second server leaves isolation out.

import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";
import { browserArguments, findBrowser } from "../../scripts/browser.mjs";
import type { Options } from "./test.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const port = Number(process.env["KVMSCOPE_TEST_PORT"] ?? 4727);
/** Without the headers for shared memory. */
const bare = `http://127.0.0.1:${port + 1}/`;
const executablePath = findBrowser();

function server(serverPort: number, ...flags: readonly string[]) {
  return {
    command: ["node", "scripts/serve.mjs", "--strict-port", "--port", serverPort, ...flags].join(" "),
    cwd: repository,
    url: `http://127.0.0.1:${serverPort}/`,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM" as const, timeout: 2000 },
  };
}

export default defineConfig<Options>({
  testDir: ".",
  outputDir: `${repository}test-results/e2e`,
  reporter: [["line"], ["json", { outputFile: `${repository}test-results/e2e.json` }]],
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  // stories tagged @long are told by npm run test:long alone, those tagged @every by both
  ...(process.env["KVMSCOPE_LONG"] === undefined ? { grepInvert: /@long/ } : { grep: /@long|@every/ }),
  timeout: 60_000,
  // by hand, with npm run pictures: what is missing is not made in passing
  updateSnapshots: "none",
  expect: {
    toHaveScreenshot: {
      pathTemplate: "{testDir}/pictures/{arg}{ext}",
      maxDiffPixelRatio: 0.002,
      threshold: 0.1,
    },
  },
  webServer: [server(port), server(port + 1, "--no-isolation")],
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    // a trace doubles the time of every test: ask for one with --trace on
    screenshot: "only-on-failure",
    launchOptions: { ...(executablePath === undefined ? {} : { executablePath }), args: browserArguments() },
  },
  projects: [
    // as in a private window: no service worker
    { name: "isolated", testIgnore: /\.(plain|offline|injected)\.spec\.ts$/ },
    { name: "plain", testMatch: "**/*.plain.spec.ts", use: { baseURL: bare } },
    { name: "offline", testMatch: "**/*.offline.spec.ts", use: { serviceWorker: "allowed" } },
    { name: "injected", testMatch: "**/*.injected.spec.ts", use: { baseURL: bare, serviceWorker: "allowed" } },
  ],
});
