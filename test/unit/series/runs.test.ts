import { expect, test } from "vitest";
import { MARK_GAP } from "../../../assembly/layout.ts";
import { encodeColumns } from "../../../cli/recording/columns.ts";
import { createStaging } from "../../../web/engine/staging.ts";
import { createEngine, createMemory } from "../../../web/engine/start.ts";
import { checkStructure, checkValues } from "../../../web/format/findings.ts";
import { layoutOf, tableOfDump } from "../../../web/format/stats-file.ts";
import { createRecording } from "../../../web/series/recording.ts";
import { createScanSource, readFile } from "../../../web/series/scan-source.ts";
import { samplesIn } from "../../../web/series/take.ts";
import { decodeColumns } from "../../support/columns-twin.ts";
import { buildDump, type DumpSpec } from "../../support/dump-builder.ts";
import { channel, message, partsOfDump, record, runOf, schema } from "../../support/record-builder.ts";
import { moduleBytes } from "../../support/wasm.ts";

const START = 1_700_000_000_000_000_000n;
const STEP = 100_000_000n;
/** `npm run test:long` looks longer. */
const LONG = import.meta.env.MODE === "long";

async function setup() {
  const engine = createEngine(await WebAssembly.compile(moduleBytes()), createMemory());
  const recording = createRecording(engine, createStaging(engine), { id: 1, name: "a.mcap" });
  /** Every sample of every source, by label, as its file reads. */
  const files = () => {
    recording.findings.settle(engine, Number.POSITIVE_INFINITY);
    const { info, sources } = recording.snapshot();
    const read = sources.map((published) => {
      const source = createScanSource(engine, published);
      return [...published.index.times.keys()].map((i) => Buffer.from(readFile(engine, source, i)).toString("hex"));
    });
    return Object.fromEntries(
      info.sources.map(({ vm, label }, i) => [`${info.vms[vm]?.name}/${label}`, read[i]] as const),
    );
  };
  return { engine, recording, files };
}

function dump(vcpu: number, i: number, change: Partial<DumpSpec> = {}) {
  const stats = [
    { name: "exits", values: [BigInt(i * 10 + vcpu)] },
    { name: "halt_wait_hist", type: 4, values: Array.from({ length: 4 }, (_, bucket) => BigInt(i * bucket)) },
  ];
  return buildDump({ id: `kvm-77/vcpu-${vcpu}`, stats, ...change });
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** A table for each vCPU, then rounds of messages. */
function recorded(rounds: number, change: Partial<DumpSpec> = {}, vm = "vm-a") {
  const dumps = [0, 1].map((vcpu) => Array.from({ length: rounds }, (_, i) => dump(vcpu, i, change)));
  const parts = dumps.map((each) => each.map(partsOfDump));
  const tables = parts.flatMap((each, vcpu) => [
    schema(vcpu + 1, each[0]?.schema ?? new Uint8Array()),
    channel({ id: vcpu, schema: vcpu + 1, topic: `/${vm}/vcpu-${vcpu}`, metadata: { id_hex: each[0]?.idHex ?? "" } }),
  ]);
  const messages = Array.from({ length: rounds }, (_, i) =>
    parts.map((each, vcpu) =>
      message({ channel: vcpu, sequence: i, time: START + BigInt(i) * STEP, data: each[i]?.data ?? new Uint8Array() }),
    ),
  );
  const expected = dumps.map((each) => each.map(hexOf));
  return { tables, messages, expected };
}

for (const compression of ["", "lz4", "zstd"] as const) {
  test(`samples of a run with compression "${compression}" read back byte for byte, from nothing but rows`, async () => {
    const { recording, files } = await setup();
    const { tables, messages, expected } = recorded(700);
    expect(await recording.addRun(runOf([...tables, ...messages.flat()], { compression }))).toEqual([]);
    // lies where the run lay
    expect(await recording.addRun(runOf([record(0x80, new Uint8Array(200_000).fill(0xa5))]))).toEqual([]);
    expect(recording.finish()).toEqual([]);
    expect(files()).toEqual({ "vm-a/vcpu-0": expected[0], "vm-a/vcpu-1": expected[1] });
  });
}

for (const [what, change] of Object.entries({
  "big-endian": { order: "big" },
  "with the data block first": { blocks: ["data", "id", "descriptors"] },
  "with the data block in the middle, and gaps": { blocks: ["descriptors", "data", "id"], gap: 16 },
  "with names of 20 bytes and bytes after the end": { nameSize: 20, trailing: 24 },
} satisfies Record<string, Partial<DumpSpec>>)) {
  test(`a dump ${what} comes back whole`, async () => {
    const { recording, files } = await setup();
    const { tables, messages, expected } = recorded(5, change);
    expect(await recording.addRun(runOf([...tables, ...messages.flat()]))).toEqual([]);
    expect(files()).toEqual({ "vm-a/vcpu-0": expected[0], "vm-a/vcpu-1": expected[1] });
  });
}

test("a data block that ends early is a cut dump", async () => {
  const { recording, files } = await setup();
  const { tables } = recorded(1);
  const whole = dump(0, 3);
  const { data } = partsOfDump(whole);
  const messages = [0, 1, 2].map((i) =>
    message({ channel: 0, sequence: i, time: START + BigInt(i), data: i === 1 ? data.subarray(0, 13) : data }),
  );
  expect(await recording.addRun(runOf([...tables, ...messages]))).toEqual([]);
  const cut = whole.subarray(0, whole.length - data.length + 13);
  expect(files()).toEqual({ "vm-a/vcpu-0": [hexOf(whole), hexOf(cut), hexOf(whole)] });
  expect(recording.snapshot().info.sources[0]?.short).toBe(1);
});

test("unknown and private records, and fields that are new, are passed over", async () => {
  const { recording, files } = await setup();
  const { tables, messages, expected } = recorded(2);
  const strange = [0x0a, 0x40, 0x80, 0xff, 0x00].map((opcode) => record(opcode, new Uint8Array(opcode)));
  const longer = tables.map((bytes) => record(bytes[0] ?? 0, new Uint8Array([...bytes.subarray(9), 1, 2, 3])));
  const parts = longer.flatMap((each, i) => [each, strange[i] ?? new Uint8Array()]);
  expect(await recording.addRun(runOf([...parts, ...strange, ...messages.flat(), ...strange]))).toEqual([]);
  expect(files()).toEqual({ "vm-a/vcpu-0": expected[0], "vm-a/vcpu-1": expected[1] });
});

test("messages wait for their channel and channels for their schema; what waits in vain is said", async () => {
  const { recording, files } = await setup();
  const { tables, messages, expected } = recorded(3);
  const [first = new Uint8Array(), ...rest] = messages.flat();
  const lonely = message({ channel: 9, time: START, data: new Uint8Array(8) });
  expect(await recording.addRun(runOf([first, lonely]))).toEqual([]);
  expect(await recording.addRun(runOf([...tables.toReversed()]))).toEqual([]);
  expect(await recording.addRun(runOf(rest))).toEqual([]);
  expect(files()).toEqual({ "vm-a/vcpu-0": expected[0], "vm-a/vcpu-1": expected[1] });
  expect(recording.finish().map(({ message: sentence }) => sentence)).toEqual([
    "Cannot place 1 messages: channel 9 is missing in this file",
  ]);
});

test("two files may give one id to different channels; a folder keeps VMs of one name apart", async () => {
  const { recording, files } = await setup();
  const a = recorded(2);
  const b = recorded(2, { order: "big" });
  await recording.addRun(runOf([...a.tables, ...a.messages.flat()], { path: "a.mcap", folder: "a.mcap/" }));
  await recording.addRun(runOf([...b.tables, ...b.messages.flat()], { path: "b.mcap", folder: "b.mcap/" }));
  expect(files()).toEqual({
    "a.mcap/vm-a/vcpu-0": a.expected[0],
    "a.mcap/vm-a/vcpu-1": a.expected[1],
    "b.mcap/vm-a/vcpu-0": b.expected[0],
    "b.mcap/vm-a/vcpu-1": b.expected[1],
  });
});

test("a channel that says another generation starts one, though its table is the same", async () => {
  const { recording } = await setup();
  const { tables, messages } = recorded(2);
  const { idHex } = partsOfDump(dump(0, 0));
  const again = channel({ id: 5, topic: "/vm-a/vcpu-0", metadata: { id_hex: idHex, generation: "1" } });
  const { data } = partsOfDump(dump(0, 0));
  const later = message({ channel: 5, sequence: 2, time: START + 2n * STEP, data });
  expect(await recording.addRun(runOf([...tables, ...messages.flat(), again, later]))).toEqual([]);
  const { sources } = recording.snapshot().info;
  expect(sources.map(({ label, generations }) => [label, generations.map(({ samples }) => samples)])).toEqual([
    ["vcpu-0", [2, 1]],
    ["vcpu-1", [2]],
  ]);
});

test("what a recording says of a source and of its host reaches the page", async () => {
  const { recording } = await setup();
  const { schema: data, idHex, data: values } = partsOfDump(dump(3, 1));
  const metadata = {
    id_hex: idHex,
    vm: "web/1700000000",
    source: "qmp",
    pid: "77",
    disturbs: "it does",
    reconstructed: "true",
  };
  const parts = [
    schema(1, data),
    channel({ id: 1, topic: "/web/vcpu-3", metadata }),
    message({ channel: 1, time: START, data: values }),
  ];
  expect(await recording.addRun(runOf(parts))).toEqual([]);
  recording.addFacts({ kind: "facts", path: "a.mcap", name: "kvmstats.host", entries: new Map([["kernel", "6.1"]]) });
  const { info } = recording.snapshot();
  expect(info.vms.map(({ name }) => name)).toEqual(["web/1700000000"]);
  expect(info.sources[0]).toMatchObject({ how: "qmp", pid: "77", disturbs: "it does", reconstructed: true });
  expect(info.facts).toEqual([{ name: "kvmstats.host", entries: [["kernel", "6.1"]] }]);
});

test("what cannot be read is one sentence, and everything else is kept", async () => {
  const { recording, files } = await setup();
  const { tables, messages, expected } = recorded(2);
  expect(await recording.addRun(runOf(tables))).toEqual([]);
  const [a = [], b = []] = messages;
  const good = runOf(a);
  const first = (run: Parameters<typeof recording.addRun>[0]) => recording.addRun(run).then((said) => said.join(" | "));
  expect(await first({ ...good, offset: 77, crc: (good.crc ^ 1) >>> 0 })).toMatch(
    /^Cannot read the chunk: expected CRC-32 0x\w{8} at byte 77, found 0x\w{8}$/,
  );
  expect(await first({ ...good, size: 2 ** 33 })).toMatch(/^Cannot read the chunk: expected at most 64 MiB/);
  expect(await first({ ...good, size: good.size + 1 })).toMatch(
    /expected \d+ bytes of records at byte 0, found \d+ bytes/,
  );
  const zstd = runOf(a, { compression: "zstd" });
  expect(await first({ ...zstd, bytes: zstd.bytes.subarray(0, 30) })).toMatch(
    /compressed with zstd at byte 0, found damaged ones/,
  );
  expect(await first({ ...zstd, size: 3 })).toMatch(/expected 3 bytes/);
  const lz4 = runOf(a, { compression: "lz4" });
  expect(await first({ ...lz4, bytes: lz4.bytes.subarray(0, 30) })).toMatch(/^Cannot expand the lz4 frame/);
  expect(await first({ ...lz4, size: 3 })).toMatch(/^Cannot expand the lz4 frame/);
  const past = record(5, new Uint8Array(40), 2n ** 64n - 1n);
  expect(await first(runOf([...a, past]))).toMatch(
    /^Cannot read all records of the chunk at byte 0: .* does not end before they do$/,
  );
  expect(await first(runOf([record(5, new Uint8Array(21)), ...b]))).toBe(
    "Cannot read 1 messages of the chunk at byte 0: they are shorter than their fields",
  );
  expect(await first(runOf([record(3, new Uint8Array(5))]))).toBe(
    "Cannot read a schema record: it ends inside a field",
  );
  expect(await first(runOf([schema(1, new Uint8Array(9))]))).toMatch(/^Cannot take schema 1 a second time/);
  expect(await first(runOf([schema(8, new Uint8Array(9)), channel({ id: 8, schema: 8, topic: "/x/vm" })]))).toMatch(
    /^Cannot read x\/vm: expected a stats header of 24 bytes/,
  );
  expect(await first(runOf([channel({ id: 0, topic: "/x/vm" })]))).toMatch(/^Cannot take channel 0 a second time/);
  const foreign = channel({ id: 7, topic: "/camera", encoding: "json" });
  expect(await first(runOf([foreign, message({ channel: 7, time: START, data: new Uint8Array(3) })]))).toBe("");
  expect(await first(runOf([message({ channel: 0, time: 2n ** 63n, data: new Uint8Array(48) })]))).toBe("");
  expect(recording.finish().map(({ message: sentence }) => sentence)).toEqual([
    "1 messages are not KVM statistics and were left out: their encoding is json",
    "Cannot place 1 messages: their time is after the year 2262",
  ]);
  expect(files()).toEqual({ "vm-a/vcpu-0": expected[0], "vm-a/vcpu-1": expected[1] });
});

test("a missing round is a gap, whatever the time says; a sample sent twice counts once, in any order", async () => {
  const { engine, recording, files } = await setup();
  const { tables, messages, expected } = recorded(2000);
  const rounds = messages.filter((_, i) => i !== 700 && i !== 701);
  const half = rounds.slice(900).flat();
  await recording.addRun(runOf([...tables, ...half]));
  await recording.addRun(runOf(rounds.slice(0, 950).flat()));
  await recording.addRun(runOf(half.slice(0, 400)));
  const wanted = expected.map((each) => each.filter((_, i) => i !== 700 && i !== 701));
  expect(files()).toEqual({ "vm-a/vcpu-0": wanted[0], "vm-a/vcpu-1": wanted[1] });
  const { info, sources } = recording.snapshot();
  expect(info.dumps).toBe(2 * 1998);
  expect(info.bytes).toBe(wanted.flat().reduce((sum, hex) => sum + hex.length / 2, 0));
  for (const published of sources) {
    const source = createScanSource(engine, published);
    const marks = [...engine.bytes().slice(source.marks, source.marks + source.n)];
    expect(marks.flatMap((mark, i) => (mark & MARK_GAP ? [i] : []))).toEqual([700]);
  }
  await recording.addRun(runOf(half.slice(-2)));
  expect(recording.snapshot().info.dumps).toBe(2 * 1998);
});

test("what is published stays as it was while the recording grows", async () => {
  const { recording } = await setup();
  const { tables, messages } = recorded(1000);
  await recording.addRun(runOf([...tables, ...messages.slice(0, 5).flat()]));
  const before = recording
    .snapshot()
    .sources.map(({ index }) => ({ index, times: [...index.times], rows: [...index.addresses] }));
  for (const round of messages.slice(5)) await recording.addRun(runOf(round));
  const late = recorded(3).messages.map((each) => each.map((bytes) => bytes.with(9 + 6, 1)));
  await recording.addRun(runOf(late.flat()));
  expect(recording.snapshot().info.dumps).toBe(2006);
  for (const { index, times, rows } of before) {
    expect([...index.times]).toEqual(times);
    expect([...index.addresses]).toEqual(rows);
  }
});

for (const order of ["little", "big"] as const) {
  test(`a message of columns is its samples, ${order}-endian`, async () => {
    const { recording, files } = await setup();
    const { tables, expected, data } = compact(300, order);
    const [even, odd] = [0, 1].map((part) => data.filter((_, i) => i % 2 === part));
    const parts = [even, odd].map((each) =>
      message({ channel: 0, time: each?.[0]?.logTime ?? 0n, data: encodeColumns(each ?? [], order) }),
    );
    expect(await recording.addRun(runOf([parts[1] ?? new Uint8Array()]))).toEqual([]);
    expect(await recording.addRun(runOf([...tables, parts[0] ?? new Uint8Array()]))).toEqual([]);
    expect(files()).toEqual({ "vm-a/vcpu-0": expected });
    expect(recording.finish()).toEqual([]);
  });
}

test("a message of columns that was changed gives a sentence or other samples, never more than it says", async () => {
  const { tables, data } = compact(20, "little");
  const columns = encodeColumns(data, "little");
  const { recording } = await setup();
  await recording.addRun(runOf(tables));
  for (let at = 0; at < Math.min(columns.length, 80); at++) {
    for (const change of [1, 0x80, 0xff]) {
      const bytes = columns.slice();
      bytes[at] = (bytes[at] ?? 0) ^ change;
      let accepted = true;
      try {
        decodeColumns(bytes);
      } catch {
        accepted = false;
      }
      const before = samplesIn(recording);
      const said = await recording.addRun(runOf([message({ channel: 0, time: START, data: bytes })]));
      expect(said.length).toBe(accepted ? 0 : 1);
      if (!accepted) expect(samplesIn(recording)).toBe(before);
    }
  }
  const cut = runOf([message({ channel: 0, time: START, data: columns.subarray(0, columns.length - 1) })]);
  expect(await recording.addRun(cut)).toEqual([
    `Cannot read a message of vm-a/vcpu-0: its ${columns.length - 1} bytes are not as kvm-stats-columns has them`,
  ]);
  const bomb = columns.slice(0, 16 + 9 * 3);
  new DataView(bomb.buffer).setUint32(4, 2 ** 32 - 1, true);
  new DataView(bomb.buffer).setUint32(8, 0, true);
  new DataView(bomb.buffer).setUint32(12, bomb.length, true);
  bomb.fill(0, 16, 19);
  expect(await recording.addRun(runOf([message({ channel: 0, time: START, data: bomb })]))).toEqual([
    expect.stringMatching(/stands for more than 64 MiB$/),
  ]);
});

function compact(samples: number, order: "little" | "big") {
  const dumps = Array.from({ length: samples }, (_, i) => dump(0, i, { order, trailing: 5 }));
  const parts = dumps.map(partsOfDump);
  const tables = [
    schema(1, parts[0]?.schema ?? new Uint8Array()),
    channel({
      id: 0,
      topic: "/vm-a/vcpu-0",
      encoding: "kvm-stats-columns",
      metadata: { id_hex: parts[0]?.idHex ?? "" },
    }),
  ];
  const data = parts.map((part, i) => {
    const time = START + BigInt(i) * STEP;
    return { sequence: i, logTime: time + 3n, publishTime: time, data: part.data };
  });
  return { tables, expected: dumps.map(hexOf), data };
}

test("a live recording holds no more than its last minutes, however long it runs", async () => {
  const { engine, recording, files } = await setup();
  const { tables, messages, expected } = recorded(LONG ? 12_000 : 4_000);
  await recording.addRun(runOf(tables));
  const held: number[] = [];
  const memory: number[] = [];
  const scanned: ReturnType<typeof createScanSource>[] = [];
  for (let i = 0; i < messages.length; i += 100) {
    await recording.addRun(runOf(messages.slice(i, i + 100).flat()));
    recording.dropBefore(START + BigInt(i - 900) * STEP);
    const { sources, inForce } = recording.snapshot();
    for (const each of scanned.splice(0)) each.release();
    scanned.push(...sources.map((published) => createScanSource(engine, published)));
    inForce();
    held.push(recording.heldBytes);
    memory.push(engine.memory.buffer.byteLength);
  }
  const read = files();
  const wanted = expected.map((each) => each.slice(-1000));
  expect(read).toEqual({ "vm-a/vcpu-0": wanted[0], "vm-a/vcpu-1": wanted[1] });
  expect(Math.max(...held.slice(20))).toBeLessThan((held[19] ?? 0) * 1.3);
  expect(memory.at(-1)).toBe(memory[20]);
  const [source] = recording.snapshot().info.sources;
  expect(source?.stats.map(({ changed, nonzero }) => [changed, nonzero])).toEqual([
    [true, true],
    [true, true],
  ]);
});

test("what a scan may still read is not overwritten before the next picture is in force", async () => {
  const { engine, recording } = await setup();
  const { tables, messages, expected } = recorded(3000);
  await recording.addRun(runOf([...tables, ...messages.slice(0, 1000).flat()]));
  const before = recording.snapshot();
  before.inForce();
  const sources = before.sources.map((published) => createScanSource(engine, published));
  recording.dropBefore(START + 990n * STEP);
  for (let i = 1000; i < 3000; i += 500) await recording.addRun(runOf(messages.slice(i, i + 500).flat()));
  for (const [vcpu, source] of sources.entries()) {
    const read = [...Array(1000).keys()].map((i) => hexOf(readFile(engine, source, i)));
    expect(read).toEqual(expected[vcpu]?.slice(0, 1000));
  }
});

for (const order of ["little", "big"] as const) {
  test(`values of messages are checked as those of dumps are, ${order}-endian: the first ones kept, all counted`, async () => {
    const { engine, recording } = await setup();
    const stats = (i: number) => [
      { name: "blocking", unit: 4, type: 1, values: [i % 3 === 0 ? 2n : 1n] },
      { name: "pages", type: 1, values: [i % 2 === 0 ? 2n ** 63n : 5n] },
      { name: "halt_attempted_poll", values: [20n] },
      { name: "halt_successful_poll", values: [i === 40 ? 29n : i === 41 ? 28n : 10n] },
      { name: "halt_poll_success_hist", type: 4, values: [i === 50 ? 2n ** 64n - 1n : 4n, i === 50 ? 11n : 6n] },
      { name: "halt_poll_fail_hist", type: 4, values: [i === 60 ? 30n : 10n, 0n] },
    ];
    const dumps = Array.from({ length: 100 }, (_, i) => dump(0, i, { stats: stats(i), order }));
    const [first = { schema: new Uint8Array(), idHex: "" }] = dumps.map(partsOfDump);
    const messages = dumps.map((each, i) =>
      message({ channel: 0, sequence: i, time: START + BigInt(i) * STEP, data: partsOfDump(each).data }),
    );
    const tables = [schema(1, first.schema), channel({ id: 0, topic: "/v/vcpu-0", metadata: { id_hex: first.idHex } })];
    await recording.addRun(runOf([...tables, ...messages]));
    recording.finish();
    while (!recording.findings.settle(engine, 1)) {}
    const wanted = dumps.flatMap((each, i) => {
      const layout = layoutOf(each);
      if (!layout) return [];
      const table = tableOfDump(each, layout);
      const found = checkValues(each.subarray(layout.header.dataOffset), table, layout);
      return [...(i === 0 ? checkStructure(each, layout, table) : []), ...found].map(
        (finding) => `${i} ${finding.rule} ${finding.found}`,
      );
    });
    const { findings, findingCount } = recording.snapshot().info;
    expect(findingCount).toBe(wanted.length);
    const kept = findings.map(({ time, rule, found }) => `${Math.round((time ?? 0) * 10)} ${rule} ${found}`);
    expect(wanted).toEqual(expect.arrayContaining(kept));
    const seen = new Map<string, number>();
    const expected = wanted.filter((line) => {
      const rule = line.split(" ")[1] ?? "";
      seen.set(rule, (seen.get(rule) ?? 0) + 1);
      return rule === "hist-sum" || (seen.get(rule) ?? 0) <= 10;
    });
    expect(kept.toSorted()).toEqual(expected.toSorted());
  });
}

/** A run of the same record many times. */
function repeated(bytes: Uint8Array, times: number): Uint8Array {
  const all = new Uint8Array(bytes.length * times);
  for (let i = 0; i < times; i++) all.set(bytes, i * bytes.length);
  return all;
}

test("messages that wait are looked at when their own channel comes, not with every one", async () => {
  const { recording } = await setup();
  const lonely = message({ channel: 65535, time: START, data: new Uint8Array(0) });
  await recording.addRun(runOf([repeated(lonely, 40_000)]));
  const channels = Array.from({ length: 20_000 }, (_, id) => channel({ id, topic: `/v/${id}` }));
  expect(await recording.addRun(runOf(channels))).toEqual([]);
  // and no schema looks at channels of others
  const schemas = Array.from({ length: 20_000 }, (_, id) => schema(id + 2, new Uint8Array(24)));
  expect(await recording.addRun(runOf(schemas))).toEqual([]);
  expect(recording.finish()).toEqual([
    { path: "a.mcap", message: "Cannot place 40000 messages: channel 65535 is missing in this file" },
  ]);
});

test("a chunk of damaged records is left, and what is said about a file has an end", async () => {
  const { recording } = await setup();
  const said = await recording.addRun(runOf([repeated(record(3, new Uint8Array(0)), 200_000)]));
  expect(said.length).toBe(1000);
  const [left] = recording.finish();
  expect(left?.message).toMatch(/^1\d{5} more problems of this recording are not listed$/);
});

test("messages of columns that stand for far more than they hold are left out", async () => {
  const { recording, files } = await setup();
  const one = dump(0, 1);
  const { schema: table, idHex, data } = partsOfDump(one);
  const stamp = (i: number) => ({ sequence: i, publishTime: START, logTime: START + BigInt(i), data });
  const tables = [
    schema(1, table),
    channel({ id: 0, topic: "/vm/vcpu-0", encoding: "kvm-stats-columns", metadata: { id_hex: idHex } }),
  ];
  const bomb = encodeColumns([stamp(0), { ...stamp(0) }], "little").slice();
  new DataView(bomb.buffer).setUint32(4, 1_000_000, true);
  const good = encodeColumns([stamp(0), stamp(1)], "little");
  expect(await recording.addRun(runOf([...tables, ...[bomb, good].map(asMessage)]))).toEqual([
    expect.stringContaining("it stands for 1000000 samples, most of them without a time of their own"),
  ]);
  expect(files()["vm/vcpu-0"]).toEqual([hexOf(one), hexOf(one)]);

  function asMessage(bytes: Uint8Array): Uint8Array {
    return message({ channel: 0, time: START, data: bytes });
  }
});
