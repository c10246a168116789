// QEMU's monitor protocol (QMP) over a unix socket: one greeting, then replies to commands, and events in between.

import { connect, type Socket } from "node:net";
import { isObject, type Json, type JsonObject, member } from "../../web/format/json.ts";
import { createJsonScanner } from "../../web/format/json-values.ts";
import { displayName, quoted } from "../../web/format/text.ts";
import { VmGone } from "../recording/model.ts";

/** A command the monitor refused. */
export class MonitorError extends Error {
  /** "CommandNotFound", "GenericError". */
  readonly kind: string;

  constructor(command: string, kind: string, description: string) {
    super(`QEMU refused ${command}: ${displayName(description)}`);
    this.name = "MonitorError";
    this.kind = kind;
  }
}

/** A reply, and the time that `now` told when its last byte was there. */
export interface Answer {
  readonly value: Json;
  readonly time: bigint;
}

export interface MonitorClient {
  /** Sends a command. Throws MonitorError when it is refused, VmGone when the monitor closed, Error when no reply comes in time. */
  ask(command: string, given?: JsonObject, now?: () => bigint): Promise<Answer>;
  /** Calls back for each event, with its name. */
  onEvent(listener: (name: string) => void): void;
  close(): void;
}

export interface ClientOptions {
  /** ms until the greeting must be there; QEMU sends it at once. */
  readonly greeting?: number;
  /** ms until a reply must be there. */
  readonly reply?: number;
}

const GREETING = 2000;
const REPLY = 10_000;

interface Asked {
  readonly command: string;
  readonly now: () => bigint;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** Connects, waits for the greeting and agrees on capabilities. Every failure is one sentence. */
export async function connectMonitor(path: string, options: ClientOptions = {}): Promise<MonitorClient> {
  const { greeting: greetingLimit = GREETING, reply: replyLimit = REPLY } = options;
  const socket = await connected(path);
  const scanner = createJsonScanner();
  const asked = new Map<number, Asked>();
  const listeners: ((name: string) => void)[] = [];
  const greeted = deferred<void>();
  let nextId = 0;
  let ended: Error | null = null;

  function end(error: Error): void {
    if (ended !== null) return;
    ended = error;
    socket.destroy();
    greeted.reject(error);
    for (const { timer, reject } of asked.values()) {
      clearTimeout(timer);
      reject(error);
    }
    asked.clear();
  }

  function take(message: JsonObject): void {
    if (isObject(member(message, "QMP"))) {
      greeted.resolve();
      return;
    }
    const event = member(message, "event");
    if (typeof event === "string") {
      for (const listener of listeners) listener(event);
      return;
    }
    const id = member(message, "id");
    const waiting = typeof id === "number" ? asked.get(id) : undefined;
    // a reply that came too late, or to nobody
    if (typeof id !== "number" || waiting === undefined) return;
    const time = waiting.now();
    asked.delete(id);
    clearTimeout(waiting.timer);
    const error = member(message, "error");
    if (isObject(error)) {
      const [kind, description] = [member(error, "class"), member(error, "desc")];
      waiting.reject(new MonitorError(waiting.command, String(kind), String(description)));
    } else waiting.resolve({ value: member(message, "return") ?? null, time });
  }

  socket.on("data", (chunk) => {
    for (const item of scanner.push(chunk)) {
      if (item.kind === "value") take(item.value);
      else {
        const { expected, offset, found } = item;
        // nothing more is read from it
        end(new VmGone(`${nameOf(path)} speaks no QMP: expected ${expected} at byte ${offset}, found ${found}`));
        return;
      }
    }
  });
  socket.on("error", (error: NodeJS.ErrnoException) =>
    end(new VmGone(`${nameOf(path)} failed: ${error.code ?? error.message}`)),
  );
  socket.on("close", () => end(new VmGone(`${nameOf(path)} was closed: the VM ended, or its monitor did`)));

  function ask(command: string, given?: JsonObject, now: () => bigint = () => 0n): Promise<Answer> {
    if (ended !== null) return Promise.reject(ended);
    const id = nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        asked.delete(id);
        reject(new Error(`${nameOf(path)} did not answer ${command} within ${replyLimit / 1000} s`));
      }, replyLimit);
      asked.set(id, { command, now, resolve, reject, timer });
      socket.write(`${JSON.stringify({ execute: command, ...(given && { arguments: given }), id })}\r\n`);
    });
  }

  const timer = setTimeout(
    () =>
      end(
        new Error(
          `${nameOf(path)} did not greet within ${greetingLimit / 1000} s: another client, probably libvirt, holds this monitor. QEMU serves one at a time: use --libvirt DOMAIN, or give the VM a second one with -qmp unix:PATH,server=on,wait=off`,
        ),
      ),
    greetingLimit,
  );
  await greeted.promise.finally(() => clearTimeout(timer));
  await ask("qmp_capabilities");
  return {
    ask,
    onEvent: (listener) => listeners.push(listener),
    close: () => end(new VmGone(`${nameOf(path)} was closed`)),
  };
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.removeAllListeners("error");
      resolve(socket);
    });
    socket.once("error", (error: NodeJS.ErrnoException) =>
      reject(new Error(`Cannot open ${nameOf(path)}: ${reasonFor(error)}`)),
    );
  });
}

function reasonFor({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case "ENOENT":
      return "there is no such file";
    case "ECONNREFUSED":
      return "nobody listens there: the VM ended, or it is no monitor's socket";
    case "EACCES":
    case "EPERM":
      return "permission denied: run as the user of the VM, or as root";
    default:
      return code ?? message;
  }
}

function nameOf(path: string): string {
  return `the monitor ${quoted(path)}`;
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
