import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, test } from "vitest";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const readme = readFileSync(`${repository}README.md`, "utf8");
const howTo = readFileSync(`${repository}docs/make-a-dump.md`, "utf8");
const manifest = JSON.parse(readFileSync(`${repository}package.json`, "utf8"));
const lock = JSON.parse(readFileSync(`${repository}package-lock.json`, "utf8"));

/** Not ours: git's own and what .gitignore names. */
const IGNORED = new Set([
  ".git",
  ...readFileSync(`${repository}.gitignore`, "utf8")
    .split("\n")
    .map((line) => line.replace(/\/$/, "")),
]);

function foldersIn(path: string): string[] {
  return readdirSync(`${repository}${path}`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !IGNORED.has(entry.name))
    .map(({ name }) => name);
}

/** The fenced code blocks of a text in one language. */
function codeBlocks(text: string, language: string): string[] {
  const fences = text.split(/^```/m).filter((_, index) => index % 2 === 1);
  return fences.filter((block) => block.startsWith(`${language}\n`)).map((block) => block.slice(language.length + 1));
}

/** Whether a compiler accepts the text; undefined where it is not installed. */
function accepts(command: string, args: readonly string[], input: string): boolean | undefined {
  const { error, status } = spawnSync(command, args, { input, stdio: ["pipe", "ignore", "inherit"] });
  return error === undefined ? status === 0 : undefined;
}

describe("package.json", () => {
  it("names exact versions", () => {
    const versions = Object.entries({ ...manifest.devDependencies, ...manifest.optionalDependencies });
    expect(versions.length).toBeGreaterThan(10);
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toEqual([]);
  });

  it("has no dependency at run time but koffi, which is optional", () => {
    expect(manifest.dependencies).toBeUndefined();
    expect(manifest.peerDependencies).toBeUndefined();
    expect(Object.keys(manifest.optionalDependencies)).toEqual(["koffi"]);
  });

  it("agrees with the lock file", () => {
    const { version, devDependencies, optionalDependencies } = lock.packages[""];
    expect({ version, devDependencies, optionalDependencies }).toEqual({
      version: manifest.version,
      devDependencies: manifest.devDependencies,
      optionalDependencies: manifest.optionalDependencies,
    });
  });

  it("publishes the built page and command only", () => {
    expect(manifest.files).toEqual(["cli/kvmscope.mjs", "dist"]);
    // a link to a file that only a build makes would stay broken
    expect(manifest.bin).toEqual({ kvmscope: "cli/kvmscope.mjs" });
    expect(statSync(`${repository}cli/kvmscope.mjs`).mode & 0o111).toBe(0o111);
  });
});

test("the command says how to build it, before it is built", () => {
  const folder = mkdtempSync(join(tmpdir(), "kvmscope-bin-"));
  mkdirSync(join(folder, "cli"));
  copyFileSync(`${repository}cli/kvmscope.mjs`, join(folder, "cli/kvmscope.mjs"));
  const { status, stderr } = spawnSync(process.execPath, [join(folder, "cli/kvmscope.mjs"), "--version"]);
  rmSync(folder, { recursive: true });
  expect(status).toBe(2);
  expect(stderr.toString()).toMatch(/^kvmscope: Cannot start: [^\n]*npm run build[^\n]*\n$/);
});

describe("files", () => {
  it.each([
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    ".ci/run",
    "assembly/asconfig.json",
    "assembly/index.ts",
    "assembly/layout.ts",
    "web/index.html",
    "web/public/sample.mcap",
    "test/e2e/playwright.config.ts",
  ])("%s is there", (path) => {
    expect(existsSync(`${repository}${path}`)).toBe(true);
  });

  it("bring one font, Latin letters only, which the page fetches early", () => {
    const font = "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";
    const require = createRequire(import.meta.url);
    const path = require.resolve("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2");
    expect(statSync(path).size).toBeLessThan(60_000);
    expect(readFileSync(`${repository}web/index.html`, "utf8")).toContain(`node_modules/${font}`);
    expect(readFileSync(`${repository}web/ui/page/base.css`, "utf8")).toContain(`url("${font}")`);
  });

  it("describe this version in the changelog", () => {
    expect(readFileSync(`${repository}CHANGELOG.md`, "utf8")).toContain(`\n## ${manifest.version}\n`);
  });
});

describe("README", () => {
  it("names scripts that exist, and all of them", () => {
    const named = [...readme.matchAll(/\bnpm (?:run )?((?<=run )[a-z0-9:]+|start|test)/g)].map(([, name]) => name);
    expect(named.filter((name) => manifest.scripts[name ?? ""] === undefined)).toEqual([]);
    expect(Object.keys(manifest.scripts).filter((name) => name !== "prepack" && !named.includes(name))).toEqual([]);
  });

  it("maps every folder", () => {
    const map = readme.slice(readme.indexOf("\n## Folders"), readme.indexOf("\n## Develop"));
    const top = foldersIn("").filter((name) => !new RegExp(`^${name.replace(".", "\\.")}/ `, "m").test(map));
    const web = foldersIn("web").filter((name) => !new RegExp(`^ {2}${name}/ `, "m").test(map));
    expect({ top, web }).toEqual({ top: [], web: [] });
    const mapped = [...map.matchAll(/^( {2})?([.a-z]+)\/ /gm)].map(
      ([, below, name]) => `${below ? "web/" : ""}${name}`,
    );
    expect(mapped.filter((path) => !existsSync(`${repository}${path}`))).toEqual([]);
  });

  it("fits into 300 lines", () => {
    expect(readme.split("\n").length).toBeLessThanOrEqual(300);
  });

  it("points at files that exist", () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path);
    expect(links.filter((path) => !existsSync(`${repository}${path}`))).toEqual([]);
  });

  it("has examples that compile, where there is a compiler", () => {
    const [python = ""] = codeBlocks(howTo, "python");
    const [c = ""] = codeBlocks(howTo, "c");
    expect(python).toContain("438");
    expect(c).toContain("KVM_GET_STATS_FD");
    const check = "import ast, sys; ast.parse(sys.stdin.read())";
    expect([true, undefined]).toContain(accepts("python3", ["-c", check], python));
    if (existsSync("/usr/include/linux/kvm.h")) {
      expect([true, undefined]).toContain(
        accepts("cc", ["-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-xc", "-"], c),
      );
    }
  });
});
