// @ts-check
// node test/support/monitor.mjs SOCKET [--version 7.2.22] [--vcpus 4] [--name web] [--split 1] …: a monitor that answers as QEMU did
// when test/fixtures/qmp was recorded, its counters moving on with every query in a way that only depends on how many there
// were. Like QEMU it has one client: others are accepted, and greeted when the one before has gone. Says "listening" on
// standard output.

import { readFileSync, realpathSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/**
 * @typedef {object} MonitorOptions
 * @property {string} [version] of QEMU; statistics as 7.2.22 gave them below 8.1, else as 11.1.3
 * @property {number} [vcpus] 2 unless given
 * @property {string | null} [name] the VM's; null: none, as without -name
 * @property {string} [uuid]
 * @property {number} [thread] thread id of vCPU 0, the next ones count up; 0: all are this process
 * @property {bigint} [start] added to every counter: how near 2^64 they are
 * @property {string} [greets] version in the greeting, should it be another
 * @property {boolean} [onePerTime] a command sent before the reply to the one before it closes the connection
 * @property {boolean} [mute] accepts connections and never greets
 * @property {number} [slow] ms before each reply
 * @property {number} [split] bytes of each write
 * @property {boolean} [pretty] replies over many lines
 * @property {boolean} [events] an event before every reply
 * @property {boolean} [tcg] no KVM: no statistics at all
 * @property {string} [fail] command that is answered with an error
 * @property {number} [silentAfter] queries of statistics that are answered, then none is
 * @property {number} [cutAfter] queries of statistics that are answered; the next reply is cut in the middle and the connection closed
 * @property {readonly {readonly vcpu: number, readonly after: number, readonly plug: boolean}[]} [changes] vCPUs that come or go after so many vCPU queries
 *
 * @typedef {object} Monitor
 * @property {() => number} queries of vCPU statistics that were answered
 * @property {() => number} connections that were ever made
 * @property {() => Promise<void>} close
 *
 * @typedef {{name: string, type: string}} Schema
 * @typedef {{provider: string, target: string, stats: Schema[]}} SchemaEntry
 * @typedef {{name: string, value: number | boolean | number[]}} Stat
 */

const FIXTURES = join(import.meta.dirname, "../fixtures/qmp");
const U64 = 2n ** 64n;

/**
 * The value of a statistic after so many queries, in the order of the buckets: what a recording must hold.
 * @param {{readonly name: string, readonly type: string, readonly unit?: string, readonly first: number | boolean | readonly number[], readonly vcpu: number, readonly query: number, readonly start: bigint}} what
 * @returns {bigint[]}
 */
export function valueAfter({ name, type, unit, first, vcpu, query, start }) {
  const step = BigInt([...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 97, 7 + vcpu));
  const moved = step * BigInt(query);
  if (unit === "boolean") return [(step + BigInt(query)) % 3n === 0n ? 1n : 0n];
  if (type === "peak") return [BigInt(Number(first)) + moved / 10n];
  if (type === "instant") return [moved % 1000n];
  if (typeof first !== "object") return [(BigInt(Number(first)) + moved + start) % U64];
  return first.toReversed().map((each, bucket) => (BigInt(each) + (bucket % 5 === 0 ? moved : 0n) + start) % U64);
}

/**
 * Listens on a socket until it is closed.
 * @param {string} path
 * @param {MonitorOptions} [options]
 * @returns {Promise<Monitor>}
 */
export async function startMonitor(path, options = {}) {
  const { version = "11.1.3", vcpus = 2, name = "replayed", thread = 0, start = 0n, changes = [] } = options;
  const [major = 0, minor = 0, micro = 0] = version.split(".").map(Number);
  const recorded = JSON.parse(
    readFileSync(join(FIXTURES, major * 100 + minor < 801 ? "qmp-7.2.json" : "qmp-11.1.3.json"), "utf8"),
  );
  /** @type {SchemaEntry[]} */
  const schemas = recorded["query-stats-schemas"].return;
  /** @type {Map<number, {path: string, thread: number}>} */
  const present = new Map();
  let threads = 0;
  const plug = (/** @type {number} */ vcpu) =>
    present.set(vcpu, { path: pathOf(vcpu), thread: thread === 0 ? process.pid : thread + threads++ });
  for (let vcpu = 0; vcpu < vcpus; vcpu++) plug(vcpu);
  const asked = { vm: 0, vcpu: 0 };
  let stopped = false;
  let connections = 0;
  /** @type {import("node:net").Socket[]} */
  const waiting = [];
  /** @type {import("node:net").Socket | null} */
  let client = null;
  const sockets = new Set();

  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      sockets.delete(socket);
      const at = waiting.indexOf(socket);
      if (at >= 0) waiting.splice(at, 1);
      if (client === socket) {
        client = null;
        const next = waiting.shift();
        if (next) serve(next);
      }
    });
    if (client === null) serve(socket);
    else waiting.push(socket);
  });

  /** @param {import("node:net").Socket} socket */
  function serve(socket) {
    client = socket;
    if (options.mute) return;
    let negotiated = false;
    let unanswered = 0;
    let text = "";
    let turn = Promise.resolve();
    const qemu = { micro, minor, major };
    const send = (/** @type {unknown} */ value, cut = false) => write(socket, value, options, cut);
    const [a = major, b = minor, c = micro] = options.greets?.split(".").map(Number) ?? [];
    const greeted = { micro: c, minor: b, major: a };
    turn = turn.then(() => send({ QMP: { version: { qemu: greeted, package: "replayed" }, capabilities: ["oob"] } }));
    socket.setEncoding("utf8");
    socket.on("data", (data) => {
      text += data;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
        const line = text.slice(0, end).trim();
        text = text.slice(end + 1);
        if (line === "") continue;
        if (options.onePerTime && unanswered > 0) socket.destroy();
        unanswered++;
        turn = turn.then(() => answer(line)).then(() => void unanswered--);
      }
    });

    /** @param {string} line */
    async function answer(line) {
      const { execute, arguments: given = {}, id } = JSON.parse(line);
      const say = (/** @type {unknown} */ value) => send({ return: value, ...(id !== undefined && { id }) });
      const refuse = (/** @type {string} */ name, /** @type {string} */ desc) =>
        send({ error: { class: name, desc }, ...(id !== undefined && { id }) });
      if (options.slow) await new Promise((done) => setTimeout(done, options.slow));
      if (options.events)
        await send({ timestamp: { seconds: 1, microseconds: 2 }, event: "RTC_CHANGE", data: { offset: 1 } });
      if (execute === options.fail) return refuse("GenericError", `${execute} was made to fail`);
      if (execute === "qmp_capabilities") {
        negotiated = true;
        return say({});
      }
      if (!negotiated) return refuse("CommandNotFound", "Expecting capabilities negotiation with 'qmp_capabilities'");
      switch (execute) {
        case "query-version":
          return say({ qemu, package: "replayed" });
        case "query-name":
          return say(name === null ? {} : { name });
        case "query-uuid":
          return say({ UUID: options.uuid ?? "00000000-0000-0000-0000-000000000000" });
        case "query-status":
          return say({ status: stopped ? "paused" : "running", running: !stopped });
        case "stop":
        case "cont":
          stopped = execute === "stop";
          return say({});
        case "query-cpus-fast":
          return say(
            [...present].map(([vcpu, each]) => ({
              "thread-id": each.thread,
              "cpu-index": vcpu,
              "qom-path": each.path,
              target: "x86_64",
            })),
          );
        case "query-stats-schemas":
          return major * 100 + minor < 701
            ? missing()
            : say(
                options.tcg
                  ? []
                  : schemas.filter(({ provider }) => given.provider === undefined || provider === given.provider),
              );
        case "query-stats":
          return major * 100 + minor < 701 ? missing() : statistics();
        default:
          return missing();
      }

      function missing() {
        return refuse("CommandNotFound", `The command ${execute} has not been found`);
      }

      async function statistics() {
        const target = /** @type {"vm" | "vcpu"} */ (given.target);
        const sum = asked.vm + asked.vcpu;
        if (sum >= (options.silentAfter ?? Number.POSITIVE_INFINITY)) return;
        const entries = options.tcg
          ? []
          : target === "vm"
            ? [statsOf("vm", 0)]
            : [...present].reverse().map(([vcpu, each]) => ({ ...statsOf("vcpu", vcpu), "qom-path": each.path }));
        if (sum >= (options.cutAfter ?? Number.POSITIVE_INFINITY)) return send({ return: entries, id }, true);
        await say(entries);
        if (stopped) return;
        asked[target]++;
        if (target === "vm") return;
        for (const { vcpu, after, plug: comes } of changes) {
          if (after !== asked.vcpu) continue;
          if (comes) plug(vcpu);
          else {
            present.delete(vcpu);
            await send({
              timestamp: { seconds: 1, microseconds: 2 },
              event: "DEVICE_DELETED",
              data: { path: pathOf(vcpu) },
            });
          }
        }
      }
    }
  }

  /**
   * @param {"vm" | "vcpu"} target
   * @param {number} vcpu
   */
  function statsOf(target, vcpu) {
    return {
      provider: "kvm",
      stats: expectedStats({ recorded, target, vcpu, query: asked[target], start }).map(({ name, unit, values }) => ({
        name,
        value: unit === "boolean" ? values[0] === 1n : values.length === 1 ? values[0] : values.toReversed(),
      })),
    };
  }

  await new Promise((listening, failed) => {
    server.once("error", failed);
    server.listen(path, () => listening(undefined));
  });
  return {
    queries: () => asked.vcpu,
    connections: () => connections,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/**
 * The statistics of one reply in its order, values in the order of the buckets.
 * @param {{readonly recorded: any, readonly target: "vm" | "vcpu", readonly vcpu: number, readonly query: number, readonly start: bigint}} what
 * @returns {{name: string, unit: string | undefined, values: bigint[]}[]}
 */
function expectedStats({ recorded, target, vcpu, query, start }) {
  const schema = recorded["query-stats-schemas"].return.find(
    (/** @type {SchemaEntry} */ entry) => entry.target === target,
  );
  const replies = recorded[`query-stats ${target}`].return;
  const reply = replies.at(target === "vm" ? 0 : -1 - (vcpu % replies.length));
  const kinds = new Map(schema.stats.map((/** @type {Schema} */ stat) => [stat.name, stat]));
  return reply.stats.map((/** @type {Stat} */ stat) => {
    const { type, unit } = kinds.get(stat.name);
    return {
      name: stat.name,
      unit,
      values: valueAfter({ name: stat.name, type, unit, first: stat.value, vcpu, query, start }),
    };
  });
}

/**
 * What a monitor of that version answers to its nth query (from 0) of a target: name -> values in the order of the buckets.
 * @param {{readonly version?: string, readonly target: "vm" | "vcpu", readonly vcpu?: number, readonly query: number, readonly start?: bigint}} what
 * @returns {Map<string, bigint[]>}
 */
export function replayedValues({ version = "11.1.3", target, vcpu = 0, query, start = 0n }) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const recorded = JSON.parse(
    readFileSync(join(FIXTURES, major * 100 + minor < 801 ? "qmp-7.2.json" : "qmp-11.1.3.json"), "utf8"),
  );
  return new Map(expectedStats({ recorded, target, vcpu, query, start }).map(({ name, values }) => [name, values]));
}

/** @param {number} vcpu */
function pathOf(vcpu) {
  return `/machine/unattached/device[${vcpu === 0 ? 0 : vcpu + 1}]`;
}

/**
 * @param {import("node:net").Socket} socket
 * @param {unknown} value
 * @param {MonitorOptions} options
 * @param {boolean} cut half of it, then the end
 */
async function write(socket, value, { split = 0, pretty = false }, cut) {
  const marked = JSON.stringify(
    value,
    (_, each) => (typeof each === "bigint" ? `\u0001${each}\u0001` : each),
    pretty ? 4 : 0,
  );
  const bytes = Buffer.from(`${marked.replace(/"\\u0001(\d+)\\u0001"/g, "$1")}\r\n`);
  const whole = cut ? bytes.subarray(0, bytes.length >> 1) : bytes;
  for (let at = 0; at < whole.length && socket.writable; at += split || whole.length) {
    await new Promise((written) => socket.write(whole.subarray(at, at + (split || whole.length)), written));
  }
  if (cut) socket.destroy();
}

/** @param {readonly string[]} argv */
async function main(argv) {
  const number = /** @type {const} */ ({ type: "string" });
  const flag = /** @type {const} */ ({ type: "boolean" });
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      version: number,
      vcpus: number,
      name: number,
      uuid: number,
      thread: number,
      start: number,
      slow: number,
      split: number,
      fail: number,
      "silent-after": number,
      "cut-after": number,
      unplug: { type: "string", multiple: true },
      plug: { type: "string", multiple: true },
      mute: flag,
      pretty: flag,
      events: flag,
      tcg: flag,
    },
  });
  const [path = ""] = positionals;
  const change = (/** @type {boolean} */ plug) => (/** @type {string} */ text) => {
    const [vcpu = 0, after = 0] = text.split("@").map(Number);
    return { vcpu, after, plug };
  };
  rmSync(path, { force: true });
  await startMonitor(path, {
    ...(values.version && { version: values.version }),
    ...(values.vcpus && { vcpus: Number(values.vcpus) }),
    ...(values.name && { name: values.name }),
    ...(values.uuid && { uuid: values.uuid }),
    ...(values.thread && { thread: Number(values.thread) }),
    ...(values.start && { start: BigInt(values.start) }),
    ...(values.slow && { slow: Number(values.slow) }),
    ...(values.split && { split: Number(values.split) }),
    ...(values.fail && { fail: values.fail }),
    ...(values["silent-after"] && { silentAfter: Number(values["silent-after"]) }),
    ...(values["cut-after"] && { cutAfter: Number(values["cut-after"]) }),
    changes: [...(values.unplug ?? []).map(change(false)), ...(values.plug ?? []).map(change(true))],
    mute: values.mute === true,
    pretty: values.pretty === true,
    events: values.events === true,
    tcg: values.tcg === true,
  });
  process.stdout.write("listening\n");
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  await main(process.argv.slice(2));
