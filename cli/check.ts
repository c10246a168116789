import { displayName } from "../web/format/text.ts";
import { parse } from "./arguments.ts";
import { counted, type Io, Usage } from "./io.ts";
import { openAll } from "./opened.ts";

/** kvmscope check FILE.. [--json]: every finding, with the rule, the byte range, what was expected and what was found. */
export async function check(argv: readonly string[], io: Io): Promise<number> {
  const { values, files } = parse(argv, { json: { type: "boolean" } });
  if (files.length === 0) throw new Usage("Cannot check: give at least one file or folder");
  const { info, unread } = await openAll(files, io, { interval: null });
  const { findings } = info;
  if (values.has("json")) {
    const rows = findings.map(({ path, rule, severity, from, to, expected, found, descriptor }) =>
      JSON.stringify({ file: path, rule, severity, from, to, expected, found, descriptor: descriptor ?? null }),
    );
    await io.out(rows.length === 0 ? "[]\n" : `[\n${rows.join(",\n")}\n]\n`);
  } else {
    for (const { path, rule, severity, from, to, expected, found } of findings) {
      const text = `${path}: ${severity}: ${rule}: bytes ${from} to ${to}: expected ${expected}, found ${found}`;
      await io.out(`${displayName(text, Number.POSITIVE_INFINITY)}\n`);
    }
    const counts = ["error", "warning", "note"].map((severity) =>
      counted(findings.filter((finding) => finding.severity === severity).length, severity),
    );
    await io.out(`${counted(info.dumps, "dump")} checked: ${counts.join(", ")}\n`);
  }
  if (info.dumps === 0) return 2;
  return unread > 0 || findings.some(({ severity }) => severity === "error") ? 1 : 0;
}
