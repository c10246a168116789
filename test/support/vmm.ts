// The test VMM as a child process: real KVM, stats fds kept open, guests that run.

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

export interface VmmSource {
  /** Which of its VMs, from 0. */
  readonly vm: number;
  readonly source: string;
  /** In the VMM's process; -1 when it keeps none. */
  readonly fd: number;
}

export interface Vmm {
  readonly pid: number;
  /** As of the last command. */
  sources(): readonly VmmSource[];
  /** What its own pread of the fd returns. */
  read(fd: number): Promise<Uint8Array>;
  /** Stops and starts its guests. */
  pause(): Promise<void>;
  run(): Promise<void>;
  /** One of "vcpu VM", "unplug VM N", "vm VCPUS", "end VM". */
  change(command: string): Promise<void>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

interface Answer {
  readonly reason?: string;
  readonly hex?: string;
  readonly sources?: readonly VmmSource[];
}

/** Starts it with the options of vmm.mjs; or, where KVM or koffi is missing, one sentence that says so. */
export async function startVmm(...options: readonly string[]): Promise<Vmm | string> {
  const script = `${import.meta.dirname}/vmm.mjs`;
  const child = spawn(process.execPath, [script, ...options], { stdio: ["pipe", "pipe", "pipe"] });
  const ask = asker(child);
  const first = await ask("");
  if (first.sources === undefined) {
    child.kill("SIGKILL");
    return first.reason ?? "the test VMM says nothing";
  }
  let sources = first.sources;
  return {
    pid: child.pid ?? -1,
    sources: () => sources,
    async read(fd) {
      const { hex = "" } = await ask(`read ${fd}`);
      return new Uint8Array(Buffer.from(hex, "hex"));
    },
    async pause() {
      await ask("pause");
    },
    async run() {
      await ask("run");
    },
    async change(command) {
      const answer = await ask(command);
      sources = answer.sources ?? sources;
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

/** Sends a line, gives the next line; what it says on stderr is the reason when it ends instead. */
function asker(child: ChildProcessByStdio<Writable, Readable, Readable>): (line: string) => Promise<Answer> {
  const lines = createInterface({ input: child.stdout });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  child.stdin.on("error", () => {}); // it is gone: the line below says so
  return (line) =>
    new Promise((resolve) => {
      const ended = () => resolve({ reason: /Error: (.*)/.exec(complaint)?.[1] ?? "the test VMM ended" });
      child.once("close", ended);
      lines.once("line", (text) => {
        child.off("close", ended);
        resolve(JSON.parse(text) as Answer);
      });
      if (line !== "") child.stdin.write(`${line}\n`);
    });
}

/** Why no test VMM can run here, printed in one line; null when one can. */
export async function whyNoVmm(): Promise<string | null> {
  const tried = await startVmm("--vcpus", "1");
  if (typeof tried === "string") {
    process.stdout.write(`no test with a VMM of ours: ${tried}\n`);
    return tried;
  }
  await tried.kill();
  return null;
}

/** Starts it where whyNoVmm says nothing. */
export async function needVmm(...options: readonly string[]): Promise<Vmm> {
  const started = await startVmm(...options);
  if (typeof started === "string") throw new Error(started);
  return started;
}
