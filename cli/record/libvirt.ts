// VMs of libvirt, which holds their only monitor: virt-qemu-qmp-proxy (libvirt 9.0 and later) listens on a socket of ours and
// hands each command to libvirt.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { displayName, quoted } from "../../web/format/text.ts";
import type { VmReader } from "../recording/model.ts";
import { openQmp, type QmpOptions } from "./qmp-reader.ts";

const PROXY = "virt-qemu-qmp-proxy";
/** ms until the proxy listens: it connects to libvirt first. */
const START = 10_000;
const RETRY = 20; // ms

/** Opens a domain by its name, UUID or id. Throws one sentence when there is no proxy, no such domain, or it is not running. */
export async function openLibvirt(domain: string, options: QmpOptions = {}): Promise<VmReader> {
  // only for us: whoever reaches the socket commands the VM
  const folder = await mkdtemp(join(tmpdir(), "kvmscope-libvirt-"));
  const socket = join(folder, "monitor");
  // a group of its own: Ctrl-C is for the recorder, which still has a recording to end
  const proxy = spawn(PROXY, ["--", domain, socket], { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const output = outputOf(proxy);
  const kill = () => proxy.kill();
  process.once("exit", kill);
  const end = async () => {
    process.removeListener("exit", kill);
    proxy.kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await listening(proxy, socket);
    const reader = await openQmp(socket, options);
    return {
      ...reader,
      async close() {
        await reader.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw new Error(`Cannot read the libvirt domain ${quoted(domain)}: ${reasonOf(error, output())}`);
  }
}

/** Waits until somebody listens; rejects when the proxy cannot be started, ends, or takes too long. */
function listening(proxy: ChildProcess, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let over = false;
    const done = (error?: Error) => {
      over = true;
      clearTimeout(limit);
      clearTimeout(retry);
      if (error) reject(error);
      else resolve();
    };
    const limit = setTimeout(() => done(new Error(`${PROXY} does not listen after ${START / 1000} s`)), START);
    let retry: NodeJS.Timeout | undefined;
    proxy.once("error", done);
    // after its output is complete
    proxy.once("close", (code) => done(new ProxyEnded(`${PROXY} ended with status ${code}`)));
    const attempt = () => {
      const probe = connect(socket, () => {
        probe.destroy();
        done();
      });
      probe.on("error", () => {
        if (!over) retry = setTimeout(attempt, RETRY);
      });
    };
    attempt();
  });
}

class ProxyEnded extends Error {}

function reasonOf(error: unknown, output: string): string {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") {
    return `${PROXY} is not installed. It comes with libvirt 9.0 and later (Debian: libvirt-clients-qemu); without it, save what virsh qemu-monitor-command answers to query-stats-schemas and query-stats and open that file, or give the VM a second -qmp socket`;
  }
  const { message } = error as Error;
  return error instanceof ProxyEnded && output !== "" ? output : message;
}

/** The last line that the proxy printed, without its own name in front: it says there why it ends. */
function outputOf(proxy: ChildProcess): () => string {
  let text = "";
  for (const stream of [proxy.stdout, proxy.stderr]) {
    stream?.setEncoding("utf8");
    stream?.on("data", (data: string) => {
      text = (text + data).slice(-4096);
    });
  }
  return () => displayName((text.trim().split("\n").at(-1) ?? "").replace(/^\S*virt-qemu-qmp-proxy: /, ""));
}
