// A report as one HTML file: text, tables and charts, no script, no request. Pure.

export type ReportPart =
  | { readonly kind: "heading"; readonly level: 2 | 3 | 4; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "table"; readonly caption: string; readonly rows: readonly ReportRow[] }
  /** SVG made by chart-svg.ts: nothing in it acts. */
  | { readonly kind: "chart"; readonly svg: string; readonly title: string };

export interface ReportRow {
  readonly head: boolean;
  readonly cells: readonly { readonly text: string; readonly number: boolean; readonly span: number }[];
}

export interface Report {
  readonly title: string;
  /** Name and value: recording, time, sources. */
  readonly facts: readonly (readonly [string, string])[];
  readonly parts: readonly ReportPart[];
}

const STYLE = `
:root { color-scheme: light dark; }
body { max-width: 1100px; margin: 24px auto; padding: 0 16px; font: 15px/1.45 Inter, system-ui, sans-serif; }
h1 { font-size: 22px; } h2 { font-size: 18px; margin-top: 28px; } h3, h4 { font-size: 15px; margin-bottom: 4px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; } dt { opacity: 0.7; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: 8px 0 16px; font-variant-numeric: tabular-nums; font-size: 13px; }
caption { text-align: left; opacity: 0.7; } th, td { padding: 2px 10px 2px 0; border-bottom: 1px solid #8884; text-align: left; }
.number { text-align: right; } svg { max-width: 100%; height: auto; } figure { margin: 8px 0; break-inside: avoid; }
footer { margin-top: 32px; opacity: 0.7; font-size: 13px; }`;

/** The file. All text of the recording is escaped: names in a dump are hostile. */
export function reportHtml({ title, facts, parts }: Report): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlOf(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${htmlOf(title)}</h1>
<dl>${facts.map(([name, value]) => `<dt>${htmlOf(name)}</dt><dd>${htmlOf(value)}</dd>`).join("\n")}</dl>
${parts.map(partHtml).join("\n")}
<footer>Made by kvmscope from KVM binary statistics</footer>
</body>
</html>
`;
}

function partHtml(part: ReportPart): string {
  switch (part.kind) {
    case "heading":
      return `<h${part.level}>${htmlOf(part.text)}</h${part.level}>`;
    case "text":
      return `<p>${htmlOf(part.text)}</p>`;
    case "list":
      return `<ul>${part.items.map((item) => `<li>${htmlOf(item)}</li>`).join("")}</ul>`;
    case "table":
      return `<table><caption>${htmlOf(part.caption)}</caption>${part.rows.map(rowHtml).join("\n")}</table>`;
    case "chart":
      return `<figure role="img" aria-label="${htmlOf(part.title)}">${part.svg}</figure>`;
  }
}

function rowHtml({ head, cells }: ReportRow): string {
  const tag = head ? "th" : "td";
  const made = cells.map(({ text, number, span }) => {
    const attributes = `${number ? ' class="number"' : ""}${span > 1 ? ` colspan="${span}"` : ""}`;
    return `<${tag}${attributes}>${htmlOf(text)}</${tag}>`;
  });
  return `<tr>${made.join("")}</tr>`;
}

/** Text as HTML, also inside attributes in double quotation marks. */
function htmlOf(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
