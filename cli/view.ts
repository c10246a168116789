// kvmscope view: a file in the browser, by ranges; one that grows is followed.

import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import packageJson from "../package.json" with { type: "json" };
import { displayName } from "../web/format/text.ts";
import { parse } from "./arguments.ts";
import { type Io, Usage } from "./io.ts";
import { newToken } from "./live/guard.ts";
import { createLiveServer } from "./live/live-server.ts";
import { PORTS, pageFolder, portOf, showLink, stopServer } from "./live/serve-page.ts";

/** kvmscope view FILE [--port N] [--open]: serves until it is stopped. */
export async function view(argv: readonly string[], io: Io): Promise<number> {
  const { values, files } = parse(argv, { port: { type: "string" }, open: { type: "boolean" } });
  const [file, ...others] = files;
  if (others.length > 0) throw new Usage(`Cannot view ${files.length} files: expected one; convert makes one of many`);
  if (file !== undefined) await mustBeFile(file);
  const token = newToken();
  const server = createLiveServer({
    root: pageFolder(),
    token,
    library: `kvmscope ${packageJson.version}`,
    tape: null,
    recorded: null,
    file: file === undefined ? null : resolve(file),
    now: () => BigInt(Date.now()) * 1_000_000n,
  });
  const what = file === undefined ? "kvmscope" : displayName(basename(file));
  const query = new URLSearchParams({ token });
  await showLink({ server, port: portOf(values.get("port"), PORTS.view), query, open: values.has("open"), what }, io);
  await new Promise<void>((stop) => {
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop());
  });
  await stopServer(server);
  return 0;
}

async function mustBeFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new Usage(`Cannot view ${path}: there is no such file`);
  if (found.isDirectory()) throw new Usage(`Cannot view ${path}: it is a folder; convert makes a recording of it`);
  if (!found.isFile()) throw new Usage(`Cannot view ${path}: expected a regular file`);
}
