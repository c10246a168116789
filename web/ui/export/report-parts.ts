// Reads a view off the page: its headings, sentences, tables and charts, in their order. What is hidden or a control is left out.

import { captionOf, chartsOf } from "./chart-files.ts";
import { chartSvg } from "./chart-svg.ts";
import type { ReportPart, ReportRow } from "./report-html.ts";

const WANTED = "h2, h3, h4, p, ul, dl, table, .panel, .chart-root, figure.chart-figure";

/** The parts of a region of the page. */
export function reportParts(region: HTMLElement): readonly ReportPart[] {
  const parts: ReportPart[] = [];
  const done: Element[] = [];
  for (const found of region.querySelectorAll<HTMLElement>(WANTED)) {
    if (done.some((each) => each !== found && each.contains(found)) || isLeftOut(found)) continue;
    if (found.matches(".panel")) {
      const charts = chartsOf(found, { ...captionOf(found), title: "" });
      if (charts.length === 0) continue; // what is in it comes by itself
      const title = textOf(found.querySelector("h3, h4"));
      parts.push({ kind: "heading", level: 3, text: title });
      for (const { svg } of charts) parts.push({ kind: "chart", svg, title });
      for (const table of found.querySelectorAll("table")) if (!isLeftOut(table)) parts.push(tableOf(table));
      done.push(found);
      continue;
    }
    const part = partOf(found);
    if (part !== null) parts.push(part);
    if (!/^H[234]$/.test(found.tagName)) done.push(found);
  }
  return parts;
}

function partOf(found: HTMLElement): ReportPart | null {
  if (found instanceof HTMLTableElement) return tableOf(found);
  if (found.matches(".chart-root")) {
    const title = found.getAttribute("aria-label") ?? "";
    const image = chartSvg(found, { title, unit: "", legend: [] });
    return image === null ? null : { kind: "chart", svg: image.svg, title };
  }
  if (found.matches("ul, dl")) {
    const items = [...found.querySelectorAll<HTMLElement>(found.matches("ul") ? ":scope > li" : ":scope > div, dt")];
    return { kind: "list", items: items.map(textOf).filter(Boolean) };
  }
  const text = textOf(found);
  if (text === "") return null;
  const level = /^H([234])$/.exec(found.tagName)?.[1];
  return level === undefined ? { kind: "text", text } : { kind: "heading", level: Number(level) as 2 | 3 | 4, text };
}

function tableOf(table: HTMLTableElement): ReportPart {
  const caption = table.getAttribute("aria-label") ?? textOf(table.caption);
  const rows = [...table.rows].map(
    (row): ReportRow => ({
      head: row.parentElement?.tagName === "THEAD",
      cells: [...row.cells].map((cell) => ({
        text: textOf(cell),
        number: getComputedStyle(cell).textAlign === "right",
        span: cell.colSpan,
      })),
    }),
  );
  return { kind: "table", caption, rows };
}

/** Hidden from the eye, or only there to be used. */
function isLeftOut(found: Element): boolean {
  return (
    found.closest(".visually-hidden, [hidden], .hint, nav, form, [role=toolbar], dialog") !== null ||
    found.getClientRects().length === 0
  );
}

/** The text without what only screen readers get, in one line. */
function textOf(found: Element | null): string {
  if (found === null) return "";
  const copy = found.cloneNode(true) as Element;
  const heading = /^H[234]$/.test(found.tagName);
  for (const each of copy.querySelectorAll(".visually-hidden, .hint, select, input")) each.remove();
  // a button beside a text is there to be used; one that is all there is says something
  const buttons = heading ? [] : [...copy.querySelectorAll("button")];
  const beside =
    (copy.textContent ?? "").length > buttons.reduce((sum, each) => sum + (each.textContent ?? "").length, 0);
  if (beside) for (const each of buttons) each.remove();
  // what stands apart on the page does so in the report
  for (const each of copy.querySelectorAll("*")) each.before(" ");
  return (copy.textContent ?? "").replaceAll(/\s+/g, " ").trim();
}
