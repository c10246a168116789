import { readFileSync } from "node:fs";
import { expect, it, test } from "vitest";
import { parseColour, type Rgb } from "../../../web/chart/colors.ts";

const css = readFileSync(new URL("../../../web/chart/theme.css", import.meta.url), "utf8");

/** The tokens of each full block, by the selector in front of it and the media query around it. */
const BLOCKS = [...css.matchAll(/([^{};]+)\{((?:\s*(?:--[\w-]+|color-scheme):[^;]+;)+)\s*\}/g)].map(
  ([, selector = "", body = ""]) => ({
    selector: selector.trim(),
    tokens: new Map([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = "", value = ""]) => [name, value])),
  }),
);

/** WCAG relative luminance. */
function luminance(rgb: Rgb): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(tokens: ReadonlyMap<string, string>, name: string, ground: string): number {
  const [a, b] = [name, ground].map((each) => luminance(parseColour(tokens.get(each) ?? ""))) as [number, number];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const full = BLOCKS.filter(({ tokens }) => tokens.size > 20);
const light = full[0]?.tokens ?? new Map<string, string>();

it("theme.css has the same tokens in light, dark and high contrast, and what the system asks for is what can be chosen", () => {
  expect(full.length).toBe(5);
  for (const { tokens } of full) expect([...tokens.keys()].sort()).toEqual([...light.keys()].sort());
  const text = full.map(({ tokens }) => JSON.stringify([...tokens]));
  expect(new Set(text).size).toBe(3);
});

test.each(full.map(({ selector, tokens }, index) => [index, selector.split("\n").at(-1) ?? "", tokens] as const))(
  "block %i, %s: text can be read, lines can be told from the ground",
  (_index, _selector, tokens) => {
    const high = tokens.get("--bg") === "#000000";
    for (const name of ["--text", "--muted", "--danger", "--warning", "--ok"])
      expect(contrast(tokens, name, "--panel"), name).toBeGreaterThanOrEqual(high ? 7 : 4.5);
    for (let index = 1; index <= 8; index++)
      expect(contrast(tokens, `--series-${index}`, "--panel"), `--series-${index}`).toBeGreaterThanOrEqual(
        high ? 6 : 3,
      );
    expect(contrast(tokens, "--on-accent", "--accent")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens, "--focus", "--bg")).toBeGreaterThanOrEqual(3);
  },
);
