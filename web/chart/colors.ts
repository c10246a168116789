// Colours as the canvases need them: numbers, not names. The palettes themselves are tokens in theme.css.

/** Red, green, blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

export const PALETTE_SIZE = 8;

/** Dash patterns for series 0-7, 8-15 and from 16 on, CSS pixels: never colour alone. */
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2]];

/** Palette entry of a vCPU or another small number: the same in every chart. */
export function seriesColour(index: number): string {
  return `var(--series-${(index % PALETTE_SIZE) + 1})`;
}

/** Dash pattern of a series: empty for the first eight. */
export function seriesDash(index: number): readonly number[] {
  return DASHES[Math.min(Math.floor(index / PALETTE_SIZE), DASHES.length - 1)] ?? [];
}

/** Colour number of a source: its vCPU number, 0 for a VM. */
export function sourceColour(vcpu: number | null): number {
  return vcpu ?? 0;
}

/** #rrggbb, #rgb (a minifier writes it so) or rgb(r, g, b), as computed styles give them; black for anything else. */
export function parseColour(text: string): Rgb {
  const hex = /^\s*#(?:([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})|([0-9a-f])([0-9a-f])([0-9a-f])\s*$)/i.exec(text);
  if (hex) {
    const [, red, green, blue, r = "0", g = "0", b = "0"] = hex;
    const channel = (long: string | undefined, short: string) => Number.parseInt(long ?? short + short, 16);
    return [channel(red, r), channel(green, g), channel(blue, b)];
  }
  const list = /^\s*rgba?\(\s*(\d+)[,\s]+(\d+)[,\s]+(\d+)/.exec(text);
  return list ? [Number(list[1]), Number(list[2]), Number(list[3])] : [0, 0, 0];
}

/** One pixel of an ImageData seen as u32, little-endian: bytes R, G, B, A. */
export function packRgb(rgb: Rgb): number {
  return ((255 << 24) | (rgb[2] << 16) | (rgb[1] << 8) | rgb[0]) >>> 0;
}

/** `rgb` over `under` at an opacity from 0 to 1. */
export function mixRgb(rgb: Rgb, under: Rgb, alpha: number): Rgb {
  const mix = (channel: 0 | 1 | 2) => Math.round(under[channel] + (rgb[channel] - under[channel]) * alpha);
  return [mix(0), mix(1), mix(2)];
}

/** cividis in seven stops: readable with every kind of colour vision, lightness grows with the value. */
const CIVIDIS: readonly Rgb[] = [
  [0, 34, 78],
  [45, 63, 108],
  [84, 90, 108],
  [122, 118, 119],
  [159, 148, 116],
  [206, 184, 92],
  [254, 232, 56],
];
export const CIVIDIS_SIZE = 256;

/** 256 pixels from low to high as u32; on a light ground the scale is turned round: more must stand out more. */
export function cividisTable(onDark: boolean): Uint32Array {
  const table = new Uint32Array(CIVIDIS_SIZE);
  for (let i = 0; i < CIVIDIS_SIZE; i++)
    table[onDark ? i : CIVIDIS_SIZE - 1 - i] = packRgb(cividis(i / (CIVIDIS_SIZE - 1)));
  return table;
}

/** The colour at `share`, 0 to 1. */
function cividis(share: number): Rgb {
  const place = Math.min(Math.max(share, 0), 1) * (CIVIDIS.length - 1);
  const index = Math.min(Math.floor(place), CIVIDIS.length - 2);
  return mixRgb(CIVIDIS[index + 1] as Rgb, CIVIDIS[index] as Rgb, place - index);
}

/** The same scale as a CSS gradient, for legends, in the direction of the theme. */
export function cividisGradient(): string {
  return `linear-gradient(var(--heat-direction), ${CIVIDIS.map(([r, g, b]) => `rgb(${r} ${g} ${b})`).join(", ")})`;
}
