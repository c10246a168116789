// A VM read through QEMU's monitor: every round two queries, laid out as the dumps that its stats fds would give.

import { basename } from "node:path";
import { isObject, type Json, member } from "../../web/format/json.ts";
import {
  cpusIn,
  type MonitorCpu,
  type MonitorSchema,
  type MonitorStats,
  type MonitorTarget,
  schemasIn,
  statsIn,
} from "../../web/format/qmp-reply.ts";
import { dumpOf, type ListOrder, type MonitorTable, tableOf } from "../../web/format/qmp-table.ts";
import { quoted } from "../../web/format/text.ts";
import type { Reading, SourceName, VmReader } from "../recording/model.ts";
import { type ClientOptions, connectMonitor, type MonitorClient, MonitorError } from "./qmp-client.ts";
import { pidOf } from "./qmp-pid.ts";

/** A source while it is there. */
interface Live {
  readonly id: string;
  readonly generation: number;
  table: MonitorTable | null;
}

/** A vCPU's name, thread and place; null: QEMU does not list it. */
type Cpus = ReadonlyMap<string, MonitorCpu>;

export interface QmpOptions extends ClientOptions {
  /** How it lists buckets; as QEMU does unless given. */
  readonly lists?: ListOrder;
}

/** Opens a QEMU's monitor socket. Throws one sentence when it cannot be read: held by another, too old, no KVM. */
export async function openQmp(path: string, options: QmpOptions = {}): Promise<VmReader> {
  const client = await connectMonitor(path, options);
  try {
    return await readerOf(client, path, options.lists);
  } catch (error) {
    client.close();
    throw error;
  }
}

async function readerOf(client: MonitorClient, path: string, lists: ListOrder = "last-first"): Promise<VmReader> {
  const [major, minor, micro] = await versionOf(client);
  const version = `${major}.${minor}.${micro}`;
  const age = major * 100 + minor;
  if (age < 701) {
    throw new Error(
      `Cannot read ${quoted(path)}: it is QEMU ${version}, which has no query-stats (7.1 and later have)`,
    );
  }
  let schemas = await schemasOf(client, path);
  let cpus = await cpusOf(client);
  const pid = await pidOf(cpus.values(), path);
  const lives = new Map<SourceName, Live>();
  const generations = new Map<SourceName, number>();
  let changed = false;
  client.onEvent((event) => {
    if (event === "DEVICE_DELETED") changed = true;
  });

  async function ask(target: MonitorTarget, now: () => bigint) {
    const { value, time } = await client.ask("query-stats", { target, providers: [{ provider: "kvm" }] }, now);
    return { stats: Array.isArray(value) ? statsIn(value) : [], time };
  }

  /** The dump of a source's statistics; asks for the schemas again when they no longer fit. */
  async function lay(source: SourceName, id: string, { path: cpu, values }: MonitorStats) {
    let live = lives.get(source);
    if (live === undefined || live.id !== id) {
      const generation = (generations.get(source) ?? -1) + 1;
      generations.set(source, generation);
      live = { id, generation, table: null };
      lives.set(source, live);
    }
    const target = cpu === null ? "vm" : "vcpu";
    let bytes = live.table && dumpOf(live.table, values, lists);
    if (bytes === null) {
      if (live.table !== null) schemas = await schemasOf(client, path);
      live.table = tableOf({ id, schemas: schemas.get(target) ?? [], values });
      bytes = dumpOf(live.table, values, lists);
    }
    return bytes && { bytes, generation: live.generation };
  }

  async function read(now: () => bigint, only?: "vm"): Promise<readonly Reading[]> {
    const readings: Reading[] = [];
    const put = async (source: SourceName, id: string, stats: MonitorStats, time: bigint) => {
      const laid = await lay(source, id, stats);
      if (laid !== null) readings.push({ source, time, ...laid });
    };
    const vm = await ask("vm", now);
    for (const stats of vm.stats) {
      if (stats.path === null && stats.values.size > 0) await put("vm", `kvm-${pid ?? 0}`, stats, vm.time);
    }
    if (only === "vm") return something(readings, path);
    if (changed) {
      changed = false;
      cpus = await cpusOf(client);
    }
    const vcpus = await ask("vcpu", now);
    if (vcpus.stats.some(({ path: cpu }) => cpu !== null && !cpus.has(cpu))) cpus = await cpusOf(client);
    const there = new Set<SourceName>(["vm"]);
    // one that went between the two queries has no number: it is not in this round
    const numbered = vcpus.stats.flatMap((stats) => {
      const cpu = stats.path === null ? undefined : cpus.get(stats.path);
      return cpu === undefined || stats.values.size === 0 ? [] : [{ cpu, stats }];
    });
    numbered.sort((a, b) => a.cpu.index - b.cpu.index);
    for (const { cpu, stats } of numbered) {
      const source = `vcpu-${cpu.index}` as const;
      there.add(source);
      await put(source, `kvm-${cpu.thread ?? 0}/${source}`, stats, vcpus.time);
    }
    for (const source of lives.keys()) if (!there.has(source)) lives.delete(source);
    return something(readings, path);
  }

  return {
    vm: await nameOf(client, path, pid),
    pid,
    how: "qmp",
    disturbs:
      age < 801
        ? `QEMU ${version} interrupts every vCPU each time its statistics are read (8.1 and later do not): exits, wake-ups and sleeps are partly its own`
        : null,
    read,
    async close() {
      client.close();
    },
  };
}

/** Throws when there is none: a VM that gives nothing would look like one that is recorded. */
function something(readings: readonly Reading[], path: string): readonly Reading[] {
  if (readings.length === 0) throw new Error(`the monitor ${quoted(path)} answered without KVM statistics`);
  return readings;
}

/** Major, minor and micro. Not from the greeting: libvirt's proxy greets with the version of another QEMU. */
async function versionOf(client: MonitorClient): Promise<readonly [number, number, number]> {
  const { value } = await client.ask("query-version");
  const qemu = isObject(value) ? member(value, "qemu") : undefined;
  const part = (key: string) => (isObject(qemu) ? Number(member(qemu, key) ?? 0) : 0);
  return [part("major"), part("minor"), part("micro")];
}

async function schemasOf(
  client: MonitorClient,
  path: string,
): Promise<ReadonlyMap<MonitorTarget, readonly MonitorSchema[]>> {
  const { value } = await client.ask("query-stats-schemas", { provider: "kvm" });
  const schemas = schemasIn(Array.isArray(value) ? value : []);
  if (schemas.size === 0) {
    throw new Error(
      `Cannot read ${quoted(path)}: its QEMU has no KVM statistics. It runs without KVM, or under a kernel older than 5.14`,
    );
  }
  return schemas;
}

async function cpusOf(client: MonitorClient): Promise<Cpus> {
  const { value } = await client.ask("query-cpus-fast");
  return new Map((Array.isArray(value) ? cpusIn(value) : []).map((cpu) => [cpu.path, cpu]));
}

/** The VM's name as it was given to QEMU, else its UUID, else what tells it from others on this host. */
async function nameOf(client: MonitorClient, path: string, pid: number | null): Promise<string> {
  const name = textIn(await answerOf(client, "query-name"), "name");
  if (name !== null) return name;
  const uuid = textIn(await answerOf(client, "query-uuid"), "UUID");
  if (uuid !== null && /[1-9a-f]/i.test(uuid)) return uuid;
  return pid === null ? basename(path) : `qemu-${pid}`;
}

/** null when the command is refused: some monitors are filtered. */
async function answerOf(client: MonitorClient, command: string): Promise<Json> {
  try {
    return (await client.ask(command)).value;
  } catch (error) {
    if (error instanceof MonitorError) return null;
    throw error;
  }
}

function textIn(value: Json, key: string): string | null {
  const text = isObject(value) ? member(value, key) : undefined;
  return typeof text === "string" && text !== "" ? text : null;
}
