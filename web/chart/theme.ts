// The tokens of theme.css as numbers for canvases. Read once per theme, read again when it changes.

import { PALETTE_SIZE, parseColour, type Rgb } from "./colors.ts";

export interface Theme {
  readonly panel: Rgb;
  readonly text: Rgb;
  readonly muted: Rgb;
  readonly grid: Rgb;
  readonly border: Rgb;
  readonly danger: Rgb;
  readonly warning: Rgb;
  /** Lines of the percentiles in a heatmap, and the rim that parts them from any colour of it. */
  readonly p50: Rgb;
  readonly p99: Rgb;
  readonly halo: Rgb;
  /** The heat scale goes from dark to light. */
  readonly heatRises: boolean;
  readonly series: readonly Rgb[];
}

let current: Theme | null = null;
let watching = false;
const listeners = new Set<() => void>();

/** The theme in force. */
export function currentTheme(): Theme {
  current ??= readTheme();
  return current;
}

/** Calls back after the theme changed, by the system or by [data-theme]. */
export function onThemeChange(listener: () => void): () => void {
  watch();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => parseColour(style.getPropertyValue(name));
  return {
    panel: token("--panel"),
    text: token("--text"),
    muted: token("--muted"),
    grid: token("--grid"),
    border: token("--border"),
    danger: token("--danger"),
    warning: token("--warning"),
    p50: token("--p50"),
    p99: token("--p99"),
    halo: token("--halo"),
    heatRises: style.getPropertyValue("--heat-direction").trim() === "to right",
    series: Array.from({ length: PALETTE_SIZE }, (_, index) => token(`--series-${index + 1}`)),
  };
}

function watch(): void {
  if (watching) return;
  watching = true;
  const changed = () => {
    current = null;
    for (const listener of [...listeners]) listener();
  };
  for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)", "print"])
    matchMedia(query).addEventListener("change", changed);
  new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}
