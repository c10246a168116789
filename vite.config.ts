// One file for the page (dev, preview, build), the command (build --ssr) and the unit tests.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
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

/** Writes into the service worker which files make up this build. */
function filesOfBuild(): Plugin {
  const folder = `${repository}web/public/`;
  return {
    name: "files-of-build",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const worker = bundle["sw.js"];
        if (worker?.type !== "chunk") return;
        const hash = createHash("sha256");
        const files: string[] = [];
        const add = (path: string, content: string | Uint8Array) => {
          files.push(path);
          hash.update(path).update(content);
        };
        for (const [path, item] of Object.entries(bundle)) {
          if (path === "sw.js" || path.endsWith(".md")) continue;
          add(path, item.type === "chunk" ? item.code : item.source);
        }
        for (const path of readdirSync(folder)) add(path, readFileSync(folder + path));
        hash.update(worker.code);
        const build = JSON.stringify({ version: hash.digest("hex").slice(0, 16), files: files.sort() });
        worker.code = worker.code.replace(/(["'`])__KVMSCOPE_BUILD__\1/, () => JSON.stringify(build));
      },
    },
  };
}

export default defineConfig(({ isSsrBuild, mode }) => ({
  root: `${repository}web`,
  base: "./",
  plugins: [react(), policyInPage(), ...(isSsrBuild ? [] : [filesOfBuild()])],
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
        rolldownOptions: {
          input: { index: `${repository}web/index.html`, sw: `${repository}web/offline/service-worker.ts` },
          // a service worker's address must stay, and it serves what lies beside and below it
          output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
        },
      },
  test: {
    root: repository,
    environment: "node",
    globalSetup: `${repository}test/support/seed.ts`,
    testTimeout: 30_000, // ms; the slowest take 2 s on an idle machine
    maxWorkers: "100%", // by default one processor is left out, of two half of them
    // each is told the mode: --mode long does not reach them by itself
    projects: [
      // one process for many files: a process for each takes longer than most of what is tested
      {
        extends: true,
        mode,
        test: {
          name: "shared",
          include: ["test/unit/*/**/*.test.{ts,tsx}"],
          exclude: ["test/unit/cli/**"],
          isolate: false,
        },
      },
      // what starts processes and listens to them
      {
        extends: true,
        mode,
        test: { name: "processes", include: ["test/unit/*.test.ts", "test/unit/cli/**/*.test.ts"] },
      },
    ],
  },
}));
