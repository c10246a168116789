// A real QEMU under KVM, running its BIOS: counters move, no guest image needed.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const PROGRAM = "qemu-system-x86_64";

export interface Qemu {
  readonly pid: number;
  /** Monitor sockets, as many as asked for. */
  readonly sockets: readonly string[];
  /** Ends it and waits until it has gone. */
  kill(): Promise<void>;
}

export interface QemuOptions {
  readonly vcpus?: number;
  readonly name?: string;
  /** Monitors; 1 unless given. */
  readonly monitors?: number;
}

let said = false;
let why: { readonly reason: string | null } | null = null;

/** Why no real QEMU can run here, printed once; null when one can. */
export function whyNoQemu(): string | null {
  why ??= { reason: reason() };
  if (why.reason !== null && !said) {
    said = true;
    process.stdout.write(`no test with a real QEMU: ${why.reason}; the replaying monitor stands in\n`);
  }
  return why.reason;
}

function reason(): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  if (!folders.some((folder) => can(join(folder, PROGRAM), constants.X_OK))) return `${PROGRAM} is not installed`;
  if (!can("/dev/kvm", constants.R_OK | constants.W_OK)) return "/dev/kvm does not open";
  // it may open and make no VM all the same
  const { status, stderr } = spawnSync(
    PROGRAM,
    ["-accel", "kvm", "-machine", "none", "-display", "none", "-qmp", "stdio"],
    {
      input: '{"execute": "qmp_capabilities"}\n{"execute": "quit"}\n',
      encoding: "utf8",
      timeout: 10_000,
    },
  );
  return status === 0 ? null : `${PROGRAM} ended with status ${status}: ${stderr.trim().split("\n").at(-1)}`;
}

function can(path: string, how: number): boolean {
  try {
    accessSync(path, how);
    return true;
  } catch {
    return false;
  }
}

/** Starts a VM and waits until its monitors listen. */
export async function startQemu({ vcpus = 2, name, monitors = 1 }: QemuOptions = {}): Promise<Qemu> {
  const folder = mkdtempSync(join(tmpdir(), "kvmscope-qemu-"));
  const sockets = Array.from({ length: monitors }, (_, i) => join(folder, `monitor-${i}`));
  const child = spawn(
    PROGRAM,
    [
      ...["-accel", "kvm", "-cpu", "qemu64", "-m", "64", "-smp", String(vcpus), "-display", "none", "-nodefaults"],
      ...(name === undefined ? [] : ["-name", name]),
      ...sockets.flatMap((path) => ["-qmp", `unix:${path},server=on,wait=off`]),
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let complaint = "";
  child.stderr.on("data", (data) => (complaint += data));
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const kill = async () => {
    child.kill("SIGKILL");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const path of sockets) await listening(path, child, () => complaint);
  } catch (error) {
    await kill();
    throw error;
  }
  return { pid: child.pid ?? 0, sockets, kill };
}

/** A connection that is closed at once: QEMU then waits for the next client. */
async function listening(path: string, child: ChildProcess, complaint: () => string): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    if (child.exitCode !== null) throw new Error(`${PROGRAM} ended: ${complaint()}`);
    const there = await new Promise<boolean>((resolve) => {
      const socket = connect(path, () => {
        socket.destroy();
        resolve(true);
      });
      socket.on("error", () => setTimeout(resolve, 10, false));
    });
    if (there) return;
  }
  throw new Error(`${PROGRAM} did not listen within 10 s: ${complaint()}`);
}
