// The charts of a panel as files.

import { sheetText } from "../charts/sheet.ts";
import { type ChartCaption, type ChartImage, chartSvg } from "./chart-svg.ts";
import { saveFile } from "./save-file.ts";

/** Device pixels per CSS pixel in a PNG. */
const SCALE = 2;

/** The charts in a panel of the page, each with the panel's name, unit and legend. */
export function chartsOf(panel: HTMLElement, caption = captionOf(panel)): readonly ChartImage[] {
  const roots = [...panel.querySelectorAll<HTMLElement>(".chart-root, figure.chart-figure")];
  return roots.map((root) => chartSvg(root, caption)).filter((image) => image !== null);
}

/** Saves the first chart of a panel. Rejects with an Error for the user when it cannot be drawn. */
export async function saveChart(panel: HTMLElement, format: "svg" | "png"): Promise<void> {
  const [image] = chartsOf(panel);
  const name = captionOf(panel).title;
  if (image === undefined) throw new Error(`Cannot save ${name}: it is not drawn yet`);
  if (format === "svg") saveFile(`${name}.svg`, [image.svg], "image/svg+xml");
  else saveFile(`${name}.png`, [await pngOf(image)], "image/png");
}

/** An SVG as PNG, 2 pixels per CSS pixel. */
async function pngOf({ svg, width, height }: ChartImage): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image(width * SCALE, height * SCALE);
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * SCALE;
    canvas.height = height * SCALE;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (png === null) throw new Error("Cannot save the chart as PNG: the browser made no image");
    return png;
  } finally {
    URL.revokeObjectURL(url);
  }
}

export function captionOf(panel: HTMLElement): ChartCaption {
  const plain = (selector: string) => panel.querySelector(selector)?.textContent?.trim() ?? "";
  const legend = [...panel.querySelectorAll<HTMLElement>('ul[aria-label="Values"] > li')].map((item) => {
    const line = item.querySelector("svg path");
    return { text: item.textContent?.trim() ?? "", colour: line === null ? null : getComputedStyle(line).stroke };
  });
  const head = [...panel.querySelectorAll(".panel-header p")].map((each) => each.textContent ?? "").join("");
  const unit = [head.trim(), plain(".legend-what")].filter(Boolean).join(" · ");
  return { title: plain("h3, h4"), unit, legend };
}

/** The tables of a panel, also those for screen readers, as tab-separated lines: a spreadsheet takes them as cells. */
export function tableText(panel: HTMLElement): string {
  const tables = [...panel.querySelectorAll("table")];
  const cell = (text: string) => text.replaceAll(/[ \n\t]+/g, " ").trim();
  return tables
    .map((table) => sheetText([...table.rows].map((row) => [...row.cells].map((each) => cell(each.textContent ?? "")))))
    .join("\n\n");
}
