import { expect, test } from "vitest";
import { reportHtml } from "../../../../web/ui/export/report-html.ts";
import { fileName } from "../../../../web/ui/export/save-file.ts";

test("names of a dump stay text, wherever they stand in the report", () => {
  const hostile = `<img src=x onerror="alert(1)">&</td></title>`;
  const cell = { text: hostile, number: false, span: 1 };
  const html = reportHtml({
    title: hostile,
    facts: [[hostile, hostile]],
    parts: [
      { kind: "heading", level: 2, text: hostile },
      { kind: "text", text: hostile },
      { kind: "list", items: [hostile] },
      { kind: "table", caption: hostile, rows: [{ head: true, cells: [cell] }] },
      { kind: "chart", title: hostile, svg: "<svg></svg>" },
    ],
  });
  expect(html).not.toContain("<img");
  expect(html.match(/<\/title>/g)).toHaveLength(1);
  expect(html.match(/<td|<\/td>/g)).toBeNull();
  expect(html.match(/&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt;&amp;/g)).toHaveLength(10);
  expect(html).not.toMatch(/<script|<link|https?:\/\//);
});

test("a file's name has nothing in it that a file system or a shell would take for something else", () => {
  expect(fileName("cloud7.tar.gz.csv")).toBe("cloud7.tar.gz.csv");
  expect(fileName("../../etc/passwd.json")).toBe("etc-passwd.json");
  expect(fileName("a\u202eb $(rm -rf) <x>.html")).toBe("a-b-rm--rf-x.html");
  expect(fileName("....png")).toBe("kvmscope.png");
  expect(fileName(`${"n".repeat(500)}.svg`)).toHaveLength(120);
});
