// Who may import whom. Data flows format -> engine -> series -> chart -> ui; imports point back only.

/** Folder -> folders it may import from, besides itself. A file outside these folders is not under the rule. */
const MAY_IMPORT: ReadonlyMap<string, readonly string[]> = new Map([
  ["assembly", []],
  ["web/format", ["assembly/layout"]],
  ["web/engine", ["web/format", "assembly/layout"]],
  ["web/series", ["web/format", "web/engine", "assembly/layout"]],
  ["web/chart", ["web/series", "web/format", "assembly/layout"]],
  ["web/worker", ["web/format", "web/engine", "web/series", "assembly/layout", "build"]],
  ["web/ui", ["web/worker", "web/series", "web/chart", "web/format", "assembly/layout"]],
  ["web/offline", ["web/worker", "scripts"]],
  ["web/main", ["web/ui", "web/worker", "web/chart", "web/offline"]],
  ["cli", ["web/format", "web/engine", "web/series", "assembly/layout", "scripts", "package"]],
]);

const IMPORT = /(?:\bfrom|\bimport|\bimport\s*\()\s*["']([^"']+)["']/g;
const WORKER_URL = /new URL\(\s*["']([^"']+\.tsx?)["']\s*,\s*import\.meta\.url/g;

/** Edges that the table forbids, as "file -> specifier". `sources`: path from the repository root -> text. */
export function forbiddenEdges(sources: ReadonlyMap<string, string>): string[] {
  const edges: string[] = [];
  for (const [file, text] of sources) {
    const room = roomOf(file);
    if (room === undefined) {
      edges.push(`${file} -> (its folder is not in the table)`);
      continue;
    }
    for (const [, specifier = ""] of [...text.matchAll(IMPORT), ...text.matchAll(WORKER_URL)]) {
      if (!specifier.startsWith(".")) continue; // a package
      const target = resolve(file, specifier);
      const allowed = [room, ...(MAY_IMPORT.get(room) ?? [])];
      if (!allowed.some((path) => isUnder(target, path))) edges.push(`${file} -> ${specifier}`);
    }
  }
  return edges;
}

function roomOf(file: string): string | undefined {
  return [...MAY_IMPORT.keys()].find((room) => isUnder(file, room));
}

/** "web/ui/App.tsx" is under "web/ui"; "assembly/layout.ts" is under "assembly/layout". */
function isUnder(path: string, room: string): boolean {
  return path.startsWith(`${room}/`) || path.startsWith(`${room}.`);
}

function resolve(file: string, specifier: string): string {
  const parts = file.split("/").slice(0, -1);
  for (const part of specifier.replace(/\?.*$/, "").split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
