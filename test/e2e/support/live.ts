// `kvmscope live` and `kvmscope view` as a user starts them, with a monitor that replays what QEMU answered.

import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { streamed } from "../../support/official-readers.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

export interface Started {
  /** As it was printed. */
  readonly link: string;
  readonly port: number;
  /** SIGINT, as Ctrl-C; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** Resolves with the first line of standard output that matches. */
function lineOf(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (part: Buffer) => {
      text += part.toString();
      const found = pattern.exec(text);
      if (found !== null) resolve(found[0]);
    });
    let errors = "";
    child.stderr?.on("data", (part: Buffer) => {
      errors += part.toString();
    });
    child.on("exit", (code) => reject(new Error(`ended with ${code}: ${errors}`)));
  });
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode);
    child.on("exit", resolve);
    child.kill(signal);
  });
}

/** A VM of two vCPUs behind a monitor socket; returns what ends it. */
export async function startMonitor(socket: string, ...options: readonly string[]): Promise<() => Promise<unknown>> {
  const child = spawn(process.execPath, [
    `${repository}test/support/monitor.mjs`,
    socket,
    "--version",
    "11.1.3",
    "--name",
    "web",
    ...options,
  ]);
  await lineOf(child, /listening/);
  return () => ended(child, "SIGKILL");
}

/** Starts a command that serves the page on a free port. */
export async function startCommand(...args: readonly string[]): Promise<Started> {
  const withPort = args.includes("--port") ? args : [...args, "--port", "0"];
  const child = spawn(process.execPath, [`${repository}dist/cli/main.js`, ...withPort], { cwd: repository });
  const link = await lineOf(child, /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/);
  return { link, port: Number(new URL(link).port), stop: () => ended(child, "SIGINT") };
}

/** Sequences of every topic of a recording, in the order they lie in it. */
export function sequencesIn(bytes: Uint8Array): Map<string, number[]> {
  const sequences = new Map<string, number[]>();
  for (const { channel, sequence } of streamed(bytes).messages) {
    sequences.set(channel.topic, [...(sequences.get(channel.topic) ?? []), sequence]);
  }
  return sequences;
}
