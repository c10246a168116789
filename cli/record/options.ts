// The options of record, and those it shares with live.

import { resolve } from "node:path";
import type { ListOrder } from "../../web/format/qmp-table.ts";
import { byteSize, duration, listOrder, type Options, type Parsed } from "../arguments.ts";
import { Usage } from "../io.ts";

/** Which VMs: the same for record and live. */
export const SOURCE_OPTIONS: Options = {
  qmp: { type: "string", multiple: true },
  pid: { type: "string", multiple: true },
  libvirt: { type: "string", multiple: true },
  all: { type: "boolean" },
  interval: { type: "string" },
  "first-bucket-first": { type: "boolean" },
};

export interface SourceOptions {
  /** Paths of monitor sockets. */
  readonly qmp: readonly string[];
  readonly pids: readonly number[];
  /** Names of libvirt's domains. */
  readonly libvirt: readonly string[];
  readonly all: boolean;
  /** ns between rounds; null: as the VMs allow. */
  readonly interval: bigint | null;
  /** How the monitors list buckets. */
  readonly buckets: ListOrder;
}

/** More rounds than this no file and no page is made for. */
const SHORTEST_INTERVAL = 1_000_000n; // ns

/** Reads SOURCE_OPTIONS. Throws Usage. */
export function sourceOptions({ values, lists, files }: Parsed, command: string): SourceOptions {
  const interval = text(values, "interval");
  const options = {
    qmp: distinct(lists.get("qmp") ?? [], (path) => resolve(named(path, "--qmp", "the path of a socket"))),
    pids: distinct((lists.get("pid") ?? []).map(pidOf), String),
    libvirt: distinct(lists.get("libvirt") ?? [], (domain) => named(domain, "--libvirt", "the name of a domain")),
    all: values.has("all"),
    interval: interval === null ? null : duration(interval, "--interval"),
    buckets: listOrder(values),
  };
  const [file] = files;
  if (file !== undefined) {
    throw new Usage(`Cannot ${command} "${file}": VMs are named by --qmp, --pid, --libvirt or --all, the file by -o`);
  }
  if (options.interval !== null && options.interval < SHORTEST_INTERVAL) {
    throw new Usage(`Cannot read --interval: expected 1ms or more, found "${interval}"`);
  }
  if (!options.all && options.qmp.length + options.pids.length + options.libvirt.length === 0) {
    throw new Usage(`Cannot ${command}: name VMs by --qmp SOCKET, --pid PID or --libvirt DOMAIN, or take --all`);
  }
  return options;
}

/** Each VM once, however often it is named: a monitor serves one client. */
function distinct<T>(given: readonly T[], key: (item: T) => string): readonly T[] {
  const byKey = new Map<string, T>();
  for (const item of given) if (!byKey.has(key(item))) byKey.set(key(item), item);
  return [...byKey.values()];
}

function named(given: string, option: string, expected: string): string {
  if (given === "") throw new Usage(`Cannot read ${option}: expected ${expected}, found nothing`);
  return given;
}

/** A new file after so long, or when it has so many bytes. */
export type Rotation =
  | { readonly kind: "time"; readonly ns: bigint }
  | { readonly kind: "size"; readonly bytes: number };

export interface RecordOptions extends SourceOptions {
  /** null: a name from the time. */
  readonly output: string | null;
  /** ns from the first round on; null: until it is stopped. */
  readonly duration: bigint | null;
  readonly rotate: Rotation | null;
  /** ns of samples that a chunk holds at most: what a kill may lose. */
  readonly flush: bigint;
  readonly messageIndex: boolean;
}

/** ns: the flush rule of every recording. */
export const FLUSH = 5_000_000_000n;

const YEAR = 366n; // days

/** What `parse` may meet on record's command line. */
export const RECORD_OPTIONS: Options = {
  ...SOURCE_OPTIONS,
  output: { type: "string", short: "o" },
  duration: { type: "string" },
  rotate: { type: "string" },
  flush: { type: "string" },
  "no-message-index": { type: "boolean" },
  "print-script": { type: "boolean" },
};

/** Reads RECORD_OPTIONS. Throws Usage. */
export function recordOptions(parsed: Parsed): RecordOptions {
  const length = text(parsed.values, "duration");
  const rotate = text(parsed.values, "rotate");
  const flush = text(parsed.values, "flush");
  const output = text(parsed.values, "output");
  if (output === "-" || output === "") {
    throw new Usage(`Cannot record into ${output || "nothing"}: a recording is a file, not standard output`);
  }
  return {
    ...sourceOptions(parsed, "record"),
    output,
    duration: length === null ? null : duration(length, "--duration", YEAR),
    rotate: rotate === null ? null : rotationOf(rotate),
    flush: flush === null ? FLUSH : flushOf(flush),
    messageIndex: !parsed.values.has("no-message-index"),
  };
}

function flushOf(given: string): bigint {
  const ns = duration(given, "--flush");
  if (ns > FLUSH) throw new Usage(`Cannot read --flush: expected 5s at most, found "${given}"`);
  return ns;
}

const SMALLEST_FILE = 2 ** 16; // bytes
const SHORTEST_FILE = 1_000_000_000n; // ns

function rotationOf(given: string): Rotation {
  const bytes = byteSize(given);
  if (bytes === null && !/^[\d.]+[a-z]+$/.test(given)) {
    throw new Usage(`Cannot read --rotate: expected a time like 1h or a size like 1GiB, found "${given}"`);
  }
  const rotation: Rotation =
    bytes === null ? { kind: "time", ns: duration(given, "--rotate", YEAR) } : { kind: "size", bytes };
  if (rotation.kind === "time" ? rotation.ns < SHORTEST_FILE : rotation.bytes < SMALLEST_FILE) {
    throw new Usage(`Cannot read --rotate: expected 1s or 64KiB at least, found "${given}"`);
  }
  return rotation;
}

const MAX_PID = 2 ** 22;

function pidOf(given: string): number {
  const pid = /^\d{1,7}$/.test(given) ? Number(given) : 0;
  if (pid < 1 || pid > MAX_PID) throw new Usage(`Cannot read --pid: expected a process id, found "${given}"`);
  return pid;
}

function text(values: Parsed["values"], name: string): string | null {
  const value = values.get(name);
  return typeof value === "string" ? value : null;
}
