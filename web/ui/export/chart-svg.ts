// A chart on the page as one SVG of its own: the frame as vectors, the canvas as an image, names and values as text. It needs
// no style sheet, font or script of the page.

import { surfaceOf } from "../../chart/surface.ts";

/** Attributes that the page's style sheets decide. */
const STYLES = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "opacity",
  "font-size",
  "font-weight",
  "text-anchor",
] as const;
const FONT = "Inter, system-ui, sans-serif";
const SVG = "http://www.w3.org/2000/svg";
/** CSS pixels above the chart: name and unit, then the legend. */
const TITLE = 26;
const LEGEND = 22;

export interface ChartImage {
  readonly svg: string;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** What stands over the chart. */
export interface ChartCaption {
  readonly title: string;
  readonly unit: string;
  readonly legend: readonly { readonly text: string; readonly colour: string | null }[];
}

/** The chart in `root` (class chart-root) as it is drawn now; null when it has no size. */
export function chartSvg(root: HTMLElement, caption: ChartCaption): ChartImage | null {
  const frame = root.querySelector<SVGSVGElement>("svg.chart-svg, svg.recharts-surface");
  if (frame === null) return null;
  const box = root.getBoundingClientRect();
  const { backgroundColor: paper, color } = getComputedStyle(root.closest(".panel") ?? document.body);
  const top = TITLE + (caption.legend.length > 0 ? LEGEND : 0);
  const [width, height] = [Math.round(box.width), Math.round(box.height) + top];
  if (width === 0 || height === top) return null;

  const svg = element("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, "font-family": FONT });
  svg.append(element("rect", { width, height, fill: paper }));
  svg.append(text(caption.title, { x: 10, y: 18, fill: color, "font-size": 14, "font-weight": 600 }));
  svg.append(
    text(caption.unit, { x: width - 10, y: 18, fill: color, "font-size": 12, "text-anchor": "end", opacity: 0.75 }),
  );
  for (const each of legendOf(caption, width)) svg.append(each(color));
  const chart = element("g", { transform: `translate(0 ${top})` });
  for (const marks of marksOf(root, box)) chart.append(marks);
  const inside = frame.getBoundingClientRect();
  const lines = element("g", { transform: `translate(${inside.left - box.left} ${inside.top - box.top})` });
  for (const child of frame.children) lines.append(styled(child));
  chart.append(lines);
  for (const label of labelsOf(root, box)) chart.append(label);
  svg.append(chart);
  return { svg: new XMLSerializer().serializeToString(svg), width, height };
}

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function text(content: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = element("text", attributes);
  made.textContent = content;
  return made;
}

/** Names in one line, as far as they fit. */
function legendOf({ legend }: ChartCaption, width: number): readonly ((colour: string) => SVGElement)[] {
  let x = 10;
  const made: ((colour: string) => SVGElement)[] = [];
  for (const { text: name, colour } of legend) {
    const at = x;
    // about 6.5 px a character at 12 px
    x += 34 + name.length * 6.5;
    if (x > width) break;
    made.push((plain) => {
      const group = element("g", {});
      group.append(element("rect", { x: at, y: TITLE + 5, width: 14, height: 4, fill: colour ?? "none" }));
      group.append(text(name, { x: at + (colour === null ? 0 : 20), y: TITLE + 11, "font-size": 12, fill: plain }));
      return group;
    });
  }
  return made;
}

/** The marks as outlines; as an image where a chart has cells, or too many of them. */
function marksOf(root: HTMLElement, box: DOMRect): readonly SVGElement[] {
  const surface = surfaceOf(root);
  const marks = surface?.painter.vector?.(surface.range, surface.area) ?? null;
  if (surface === null || marks === null)
    return [...root.querySelectorAll("canvas")].map((canvas) => imageOf(canvas, box));
  const { x, y, width, height } = surface.area;
  // what leaves the plot is cut off
  const plot = element("svg", { x, y, width, height, overflow: "hidden" });
  for (const { d, fill, opacity } of marks) plot.append(element("path", { d, fill: colourIn(root, fill), opacity }));
  return [plot];
}

/** A colour of the page's theme as one that stands for itself. */
function colourIn(root: HTMLElement, colour: string): string {
  const name = /^var\((--[\w-]+)\)$/.exec(colour)?.[1];
  return name === undefined ? colour : getComputedStyle(root).getPropertyValue(name).trim();
}

function imageOf(canvas: HTMLCanvasElement, box: DOMRect): SVGElement {
  const place = canvas.getBoundingClientRect();
  return element("image", {
    x: place.left - box.left,
    y: place.top - box.top,
    width: place.width,
    height: place.height,
    href: canvas.toDataURL("image/png"),
  });
}

/** A copy that looks the same without the page's style sheets. */
function styled(source: Element): Element {
  const copy = document.createElementNS(SVG, source.tagName);
  for (const { name, value } of source.attributes)
    if (name !== "class" && name !== "style" && !name.startsWith("on") && !value.includes("var("))
      copy.setAttribute(name, value);
  const style = getComputedStyle(source);
  if (style.display === "none" || style.visibility === "hidden") return element("g", {});
  for (const name of STYLES) {
    const value = style.getPropertyValue(name);
    if (value !== "" && value !== "none" && value !== "normal") copy.setAttribute(name, value);
    else if (name === "fill") copy.setAttribute(name, "none");
  }
  // ticks are moved by style
  if (style.transform !== "none") copy.setAttribute("transform", style.transform);
  for (const child of source.childNodes) {
    if (child instanceof Element) copy.append(styled(child));
    else if (child.nodeType === Node.TEXT_NODE) copy.append(child.textContent ?? "");
  }
  return copy;
}

/** What stands at the right end of the lines. */
function labelsOf(root: HTMLElement, box: DOMRect): readonly SVGElement[] {
  return [...root.querySelectorAll<HTMLElement>('[data-part="labels"] > *')].map((label) => {
    const place = label.getBoundingClientRect();
    const { color, fontSize } = getComputedStyle(label);
    return text(label.textContent ?? "", {
      x: place.left - box.left,
      y: place.top - box.top + place.height * 0.75,
      fill: color,
      "font-size": fontSize,
    });
  });
}
