// A file of monitor replies: any stream of JSON values in which objects with a `return` list answer query-stats-schemas,
// query-stats and query-cpus-fast. They are laid out as the dumps that a read of the stats fds would have given.

import type { Content, Context, Opened, Problem } from "./archive.ts";
import { FormatError } from "./format-error.ts";
import { isObject, type Json, type JsonObject, member } from "./json.ts";
import { createJsonScanner } from "./json-values.ts";
import type { RawDump } from "./model.ts";
import { cpusIn, type MonitorSchema, type MonitorStats, type MonitorTarget, schemasIn, statsIn } from "./qmp-reply.ts";
import { dumpOf, type ListOrder, type MonitorTable, tableOf } from "./qmp-table.ts";
import { baseOf, timeInName } from "./snapshots.ts";
import { quoted } from "./text.ts";

/** An object, or a list of objects or lists: "[core]" opens a settings file. */
const JSON_START = /^\s*(?:\{\s*["}]|\[\s*[{["\]])/;

/** What the monitor of QEMU says, also inside other keys: greeting, reply, error, event, the statistics themselves. */
const MONITOR =
  /"QMP"\s*:\s*\{|"return"\s*:\s*[{[]|"error"\s*:\s*\{\s*"class"|"timestamp"\s*:\s*\{\s*"seconds"|"provider"\s*:\s*"kvm"/;

/** True when a file that begins with `head` is JSON that a monitor sent, or wraps it. */
export function looksLikeMonitor(head: Uint8Array): boolean {
  const first = head.find((byte) => byte > 0x20 && byte < 0x80);
  if (first !== 0x7b && first !== 0x5b) return false;
  const text = new TextDecoder().decode(head.slice());
  return JSON_START.test(text) && MONITOR.test(text);
}

/** Places of damage that are told one by one. */
const MAX_DAMAGE = 3;
/** Bytes of replies that may wait for a schema. */
const MAX_WAITING = 64 * 2 ** 20;

/** Layouts that are kept of one source: a poller may ask for some statistics more often than for others. */
const MAX_TABLES = 8;

/** Statistics of one reply, and when it came. */
interface Reply {
  readonly stats: MonitorStats;
  /** ns since 1970. */
  readonly time: bigint | null;
}

/** The layouts of a source's replies so far. */
interface Source {
  readonly tables: MonitorTable[];
  samples: number;
}

/** The dumps of a file of monitor replies, in its order; replies before the schema wait for it. */
export async function* readMonitor(content: Content, context: Context): Opened {
  const session = createSession(content, context.lists);
  const scanner = createJsonScanner(context.caps.entry);
  const damages: Problem[] = [];
  let damaged = 0;
  const take = function* (items: ReturnType<typeof scanner.end>): Generator<RawDump | Problem, void, undefined> {
    for (const item of items) {
      context.signal?.throwIfAborted();
      if (item.kind === "value") yield* session.take(item.value, item.bytes);
      else if (++damaged <= MAX_DAMAGE) {
        damages.push({
          path: content.label,
          message: new FormatError({ action: "read the JSON text", ...item }).message,
        });
      }
    }
  };
  for await (const chunk of content.chunks()) yield* take(scanner.push(chunk));
  yield* take(scanner.end());
  yield* damages;
  if (damaged > MAX_DAMAGE) {
    yield { path: content.label, message: `The JSON text is damaged at ${damaged - MAX_DAMAGE} further places` };
  }
  yield* session.end();
}

interface Session {
  take(value: JsonObject, bytes: number): Generator<RawDump | Problem, void, undefined>;
  end(): Generator<Problem, void, undefined>;
}

function createSession(content: Content, lists: ListOrder): Session {
  const folder = content.folder === "" ? "" : withoutEnding(content.folder.slice(0, -1));
  const schemas = new Map<MonitorTarget, readonly MonitorSchema[]>();
  const sources = new Map<string, Source>();
  const cpus = new Map<string, { readonly index: number; thread: number | null; generation: number }>();
  /** Numbers of vCPUs; below `free` all are taken. */
  const taken = new Set<number>();
  let free = 0;
  const unusable = new Set<string>();
  let vm: string | null = null;
  let waiting: Reply[] = [];
  let waitingBytes = 0;
  let turnedAway = 0;
  let statistics = 0;

  function* take(value: JsonObject, bytes: number): Generator<RawDump | Problem, void, undefined> {
    const fresh: Reply[] = [];
    let isTold = false;
    for (const { reply, time } of repliesIn(value, null)) {
      if (!Array.isArray(reply)) {
        // a name that comes after the first dump would make two VMs of one
        if (statistics === waiting.length) vm ??= nameIn(reply);
        continue;
      }
      for (const [target, list] of schemasIn(reply)) {
        if (sameSchemas(schemas.get(target), list)) continue;
        isTold ||= !schemas.has(target);
        schemas.set(target, list);
        for (const { tables } of sources.values()) tables.length = 0;
      }
      for (const { path, index, thread } of cpusIn(reply)) meet(path, index, thread);
      fresh.push(...statsIn(reply).map((stats) => ({ stats, time })));
    }
    statistics += fresh.length;
    const known = ({ stats }: Reply) => schemas.has(targetOf(stats));
    // many may wait, in vain: they are looked at only when a schema came
    const ready = [...(isTold ? waiting : []), ...fresh].filter(known);
    const rest = fresh.filter((reply) => !known(reply));
    if (isTold) {
      waiting = waiting.filter((reply) => !known(reply));
      if (waiting.length === 0) waitingBytes = 0;
    }
    if (rest.length > 0) waitingBytes += bytes;
    if (waitingBytes <= MAX_WAITING) waiting.push(...rest);
    else turnedAway += rest.length;
    meetPaths(ready);
    for (const reply of ready) yield* lay(reply);
  }

  /** A vCPU of query-cpus-fast. One whose dumps have a number already keeps it; another thread is another life. */
  function meet(path: string, index: number, thread: number | null): void {
    const known = cpus.get(path);
    if (known === undefined) {
      taken.add(index);
      cpus.set(path, { index, thread, generation: 0 });
    } else if (known.thread !== null && thread !== null && known.thread !== thread) {
      known.thread = thread;
      known.generation++;
    }
  }

  /** vCPUs that only query-stats names are numbered in the order of the reply, which lists the last one first. */
  function meetPaths(replies: readonly Reply[]): void {
    for (const { stats } of [...replies].reverse()) {
      if (stats.path === null || cpus.has(stats.path)) continue;
      while (taken.has(free)) free++;
      meet(stats.path, free, null);
    }
  }

  function* lay({ stats, time }: Reply): Generator<RawDump | Problem, void, undefined> {
    const { path, values } = stats;
    for (const name of stats.unusable) {
      if (unusable.size < MAX_DAMAGE && !unusable.has(name)) {
        unusable.add(name);
        const message = `Cannot read a value of ${quoted(name)}: expected an unsigned 64-bit number, a boolean or a list of numbers`;
        yield { path: content.label, message };
      }
    }
    if (values.size === 0) return;
    const cpu = path === null ? undefined : cpus.get(path);
    const name = cpu === undefined ? "vm" : `vcpu-${cpu.index}`;
    // the number in an id is a thread's: 0 is no thread
    const id = cpu === undefined ? "kvm-0" : `kvm-${cpu.thread ?? 0}/${name}`;
    const source = sources.get(id) ?? { tables: [], samples: 0 };
    sources.set(id, source);
    const bytes = dumpWith(source, { id, schemas: schemas.get(targetOf(stats)) ?? [], values });
    const label = time === null ? String(++source.samples).padStart(6, "0") : time;
    const owner = [folder, vm ?? (folder === "" ? withoutEnding(baseOf(content.path)) : "")].filter(Boolean).join("/");
    yield {
      path: `${content.path}/${name}/${label}.bin`,
      bytes,
      modified: undefined,
      origin: { vm: owner, source: name, time, sequence: null, generation: cpu?.generation ?? 0, reconstructed: true },
    };
  }

  function dumpWith(source: Source, parts: Parameters<typeof tableOf>[0]): Uint8Array {
    for (const table of source.tables) {
      const bytes = dumpOf(table, parts.values, lists);
      if (bytes !== null) return bytes;
    }
    const table = tableOf(parts);
    source.tables.push(table);
    if (source.tables.length > MAX_TABLES) source.tables.shift();
    return dumpOf(table, parts.values, lists) ?? new Uint8Array(0);
  }

  return {
    take,
    *end() {
      const lost = waiting.length + turnedAway;
      if (lost > 0) {
        const missing = [...new Set(waiting.map(({ stats }) => targetOf(stats)))].join(" and ");
        const message = `Cannot lay out ${lost} of ${statistics} replies to query-stats: expected the reply to query-stats-schemas for ${missing} in the same file, found none`;
        yield { path: content.label, message };
      } else if (statistics === 0) {
        const message =
          "Cannot find statistics in the monitor's replies: expected replies to query-stats with provider kvm, found none";
        yield { path: content.label, message };
      }
    },
  };
}

function sameSchemas(a: readonly MonitorSchema[] | undefined, b: readonly MonitorSchema[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The name in an answer to query-name; null when it is another's. */
function nameIn(reply: Json): string | null {
  const name = isObject(reply) && Object.keys(reply).length === 1 ? member(reply, "name") : undefined;
  return typeof name === "string" && name !== "" ? name : null;
}

/** Every object with a `return` inside `value`, outer ones first; `time` is the nearest one beside or around it. */
function* repliesIn(value: Json, around: bigint | null): Generator<{ reply: Json; time: bigint | null }> {
  if (Array.isArray(value)) {
    for (const each of value) yield* repliesIn(each, around);
  } else if (isObject(value)) {
    const time = timeOf(member(value, "time")) ?? around;
    const reply = member(value, "return");
    if (reply !== undefined) yield { reply, time };
    for (const [key, each] of Object.entries(value)) {
      if (key !== "return" && typeof each === "object") yield* repliesIn(each, time);
    }
  }
}

/** ns since 1970: decimal ns, seconds, ms or µs by their digits, or ISO 8601; null for anything else. */
function timeOf(time: Json | undefined): bigint | null {
  if (typeof time !== "string" && typeof time !== "number" && typeof time !== "bigint") return null;
  const text = String(time);
  const inSeconds = /^(\d{10})\.(\d{1,9})$/.exec(text);
  if (inSeconds) return BigInt(`${inSeconds[1]}${inSeconds[2]?.padEnd(9, "0")}`);
  if (/^\d{1,19}$/.test(text)) {
    const ns = timeInName(text)?.ns ?? BigInt(text);
    return ns < 2n ** 63n ? ns : null;
  }
  return timeInName(text)?.ns ?? null;
}

function targetOf({ path }: MonitorStats): MonitorTarget {
  return path === null ? "vm" : "vcpu";
}

/** "a/replies.json" -> "a/replies". */
function withoutEnding(path: string): string {
  return path.replace(/\.[a-z]{1,6}$/i, "");
}
