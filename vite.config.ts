// One file for the page (dev, preview, build), the command (build --ssr) and the unit tests.

import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { contentSecurityPolicy, pageHeaders } from "./scripts/headers.mjs";

const repository = fileURLToPath(new URL(".", import.meta.url));

/** For hosts that set no headers: the same policy inside the page. */
function policyInPage(): Plugin {
  const content = contentSecurityPolicy({ meta: true });
  return {
    name: "policy-in-page",
    apply: "build",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content }, injectTo: "head-prepend" },
    ],
  };
}

export default defineConfig(({ isSsrBuild }) => ({
  root: `${repository}web`,
  base: "./",
  plugins: [react(), policyInPage()],
  worker: { format: "es" },
  server: { port: 4718, headers: pageHeaders({ development: true }), fs: { allow: [repository] } },
  preview: { port: 4717, headers: pageHeaders() },
  ssr: { noExternal: true, external: ["koffi"] },
  build: isSsrBuild
    ? {
        ssr: true,
        target: "node20",
        outDir: `${repository}dist/cli`,
        emptyOutDir: true,
        copyPublicDir: false,
        license: { fileName: "licenses.md" },
        rolldownOptions: {
          input: `${repository}cli/main.ts`,
          output: { entryFileNames: "main.js", banner: "#!/usr/bin/env node" },
        },
      }
    : {
        target: "es2023",
        outDir: `${repository}dist/page`,
        emptyOutDir: true,
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        sourcemap: false,
        chunkSizeWarningLimit: 1000, // kB, before gzip
        license: { fileName: "licenses.md" }, // of the packages inside the bundles
      },
  test: {
    root: repository,
    include: ["test/unit/**/*.test.{ts,tsx}"],
    environment: "node",
    globalSetup: `${repository}test/support/seed.ts`,
    testTimeout: 30_000, // ms; the slowest take 2 s on an idle machine
  },
}));
