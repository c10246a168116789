import { chromium } from "playwright";
import { describe, expect, it } from "vitest";
import { browserArguments, ensureBrowser, findBrowser } from "../../scripts/browser.mjs";

const OWN = "/cache/chromium/chrome";

/** A machine with these files; `installs`: what a command that starts so brings. */
function machine(
  files: readonly string[],
  options: { env?: Record<string, string>; root?: boolean; installs?: Record<string, string> } = {},
) {
  const present = new Set(files);
  const commands: string[] = [];
  return {
    commands,
    env: { PATH: "/usr/local/bin:/usr/bin", ...options.env },
    exists: (path: string) => present.has(path),
    playwright: () => OWN,
    root: options.root ?? false,
    run: (command: string) => {
      commands.push(command.split(" ")[0] ?? "");
      const brought = Object.entries(options.installs ?? {}).find(([start]) => command.startsWith(start))?.[1];
      if (brought !== undefined) present.add(brought);
      return Promise.resolve(brought === undefined ? 1 : 0);
    },
  };
}

describe("findBrowser()", () => {
  it("prefers the path from the environment", () => {
    const env = { KVMSCOPE_BROWSER: "/opt/chrome" };
    expect(findBrowser(machine(["/opt/chrome", OWN, "/usr/bin/chromium"], { env }))).toBe("/opt/chrome");
  });

  it("says so when that path does not exist, whatever else there is", () => {
    const env = { KVMSCOPE_BROWSER: "/opt/chrome" };
    expect(() => findBrowser(machine([OWN], { env }))).toThrow(
      "Cannot use KVMSCOPE_BROWSER: /opt/chrome does not exist",
    );
  });

  it("then takes Playwright's own, then one on PATH", () => {
    expect(findBrowser(machine([OWN, "/usr/bin/chromium"]))).toBe(OWN);
    expect(findBrowser(machine(["/usr/bin/google-chrome", "/usr/bin/chromium"]))).toBe("/usr/bin/chromium");
    expect(findBrowser(machine(["/usr/local/bin/google-chrome"]))).toBe("/usr/local/bin/google-chrome");
    expect(findBrowser(machine(["/elsewhere/chromium"]))).toBeUndefined();
  });

  it("takes an empty variable for none", () => {
    expect(findBrowser(machine([OWN], { env: { KVMSCOPE_BROWSER: "" } }))).toBe(OWN);
  });
});

describe("ensureBrowser()", () => {
  it("installs nothing when there is one", async () => {
    const here = machine(["/usr/bin/chromium"], { root: true });
    expect(await ensureBrowser(here)).toBe("/usr/bin/chromium");
    expect(here.commands).toEqual([]);
  });

  it("installs Playwright's first, the distribution's only as root and only then", async () => {
    const first = machine([], { root: true, installs: { playwright: OWN } });
    expect(await ensureBrowser(first)).toBe(OWN);
    expect(first.commands).toEqual(["playwright"]);
    const second = machine([], { root: true, installs: { "apt-get": "/usr/bin/chromium" } });
    expect(await ensureBrowser(second)).toBe("/usr/bin/chromium");
    expect(second.commands).toEqual(["playwright", "apt-get"]);
  });

  it("ends with one sentence", async () => {
    const here = machine([]);
    await expect(ensureBrowser(here)).rejects.toThrow(/^Cannot find or install a browser: .*KVMSCOPE_BROWSER/);
    expect(here.commands).toEqual(["playwright"]);
  });
});

describe("browserArguments()", () => {
  /** The features that a command line turns off. */
  function off(line: string): readonly string[] {
    return /--disable-features=(\S+)/.exec(line)?.[1]?.split(",") ?? [];
  }

  it("turns off what Playwright turns off as well: Chromium takes the last list", async () => {
    // ends at once; the message holds the command line
    const refused = await chromium.launch({ executablePath: process.execPath, args: ["--check"] }).catch(String);
    const playwrights = off(String(refused));
    expect(playwrights.length).toBeGreaterThan(5);
    expect(off(browserArguments().join(" "))).toEqual(expect.arrayContaining([...playwrights]));
  });
});
