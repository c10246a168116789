// Which QMP sockets a QEMU listens on, as its command line says.

import { accessSync, constants } from "node:fs";
import { linkOf, nameInArguments, optionsOf } from "./proc.ts";

export interface Monitor {
  /** As QEMU names it. Hostile text. */
  readonly path: string;
  /** The same socket as it is reached from here: through /proc/PID/root where QEMU sees another file system. */
  readonly socket: string;
  /** ENOENT, EACCES; null when it is there and may be opened. */
  readonly problem: string | null;
}

/** What a QEMU was told about monitors. */
export interface MonitorArguments {
  /** Sockets that it listens on, in the order of its command line. */
  readonly paths: readonly string[];
  /** libvirt's domain, when libvirt runs it and holds the monitor. Hostile text. */
  readonly domain: string | null;
}

/** What libvirt calls the monitor that it holds. */
const LIBVIRT = "charmonitor";
/** bytes of sun_path, NUL included */
const MOST_PATH = 108;

/** The QMP monitors in QEMU's argv: -qmp, -qmp-pretty, and -mon with mode=control on a -chardev. */
export function monitorsIn(argv: readonly string[]): MonitorArguments {
  const sockets = new Map<string, string>(); // chardev id -> path
  const paths: string[] = [];
  const control: string[] = [];
  let held = false;
  for (const [index, argument] of argv.entries()) {
    const value = argv[index + 1] ?? "";
    switch (argument.replace(/^--?/, "")) {
      case "qmp":
      case "qmp-pretty":
        paths.push(...listening(value));
        break;
      case "chardev": {
        const options = optionsOf(value, "backend");
        const path = options.get("path");
        if (options.get("backend") === "socket" && path !== undefined && isServer(options))
          sockets.set(options.get("id") ?? "", path);
        break;
      }
      case "mon": {
        const options = optionsOf(value, "chardev");
        const chardev = options.get("chardev") ?? "";
        if (options.get("mode") === "control") control.push(chardev);
        held ||= chardev === LIBVIRT;
        break;
      }
      default:
    }
  }
  for (const chardev of control) {
    const path = sockets.get(chardev);
    if (path !== undefined && chardev !== LIBVIRT) paths.push(path);
  }
  return { paths, domain: held ? nameInArguments(argv) : null };
}

/** "unix:PATH,server=on,wait=off". */
function listening(value: string): readonly string[] {
  const [, rest] = /^unix:(.*)$/s.exec(value) ?? [];
  if (rest === undefined) return [];
  const options = optionsOf(rest, "path");
  const path = options.get("path");
  return path !== undefined && isServer(options) ? [path] : [];
}

/** "server", "server=on"; not "server=off", "noserver". */
function isServer(options: ReadonlyMap<string, string>): boolean {
  return options.get("server") === "on";
}

/** How a socket of a process is reached from here, and whether it may be. */
export function monitorOf(pid: number, path: string): Monitor {
  const socket = socketOf(pid, path);
  return { path, socket, problem: problemOf(socket) };
}

function socketOf(pid: number, path: string): string {
  if (!path.startsWith("/")) return `/proc/${pid}/cwd/${path}`;
  return differs(pid, "ns/mnt") || differs(pid, "root") ? `/proc/${pid}/root${path}` : path;
}

/** Whether a link of a process leads elsewhere than ours; not when that may not be read. */
function differs(pid: number, link: string): boolean {
  const target = linkOf(`/proc/${pid}/${link}`);
  return target !== "" && target !== linkOf(`/proc/self/${link}`);
}

function problemOf(socket: string): string | null {
  if (Buffer.byteLength(socket) >= MOST_PATH) return "ENAMETOOLONG";
  try {
    accessSync(socket, constants.R_OK | constants.W_OK);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
