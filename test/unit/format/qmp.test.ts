import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isDump, isProblem, type ReadOptions, readDumps } from "../../../web/format/adapters.ts";
import { memorySource } from "../../../web/format/memory-source.ts";
import type { RawDump } from "../../../web/format/model.ts";
import { looksLikeMonitor } from "../../../web/format/qmp.ts";
import { gzip } from "../../support/archives.ts";
import { kvmscope } from "../../support/command.ts";
import { decodeDump, type PlainStat } from "../../support/decode-dump.ts";
import { fixture } from "../../support/fixtures.ts";
import { assertAsyncProperty } from "../../support/property.ts";

const encoder = new TextEncoder();

/** Everything a file of this text gives. */
async function open(text: string | Uint8Array<ArrayBuffer>, path = "replies.json", options: ReadOptions = {}) {
  const bytes = typeof text === "string" ? encoder.encode(text) : text;
  const dumps: RawDump[] = [];
  const problems: string[] = [];
  for await (const item of readDumps({ path, source: memorySource(bytes), modified: 7n }, options)) {
    if (isProblem(item)) problems.push(item.message);
    else if (isDump(item)) dumps.push(item);
  }
  return { dumps, problems, plain: dumps.map(({ bytes }) => decodeDump(bytes)) };
}

const SCHEMAS = {
  return: [
    {
      provider: "kvm",
      target: "vcpu",
      stats: [
        { name: "wait_hist", type: "log2-histogram", unit: "seconds", base: 10, exponent: -9 },
        { name: "blocking", type: "instant", unit: "boolean", exponent: 0 },
        { name: "exits", type: "cumulative", exponent: 0 },
      ],
    },
    {
      provider: "kvm",
      target: "vm",
      stats: [
        { name: "line", type: "linear-histogram", unit: "bytes", base: 2, exponent: 20, "bucket-size": 5 },
        { name: "flushes", type: "peak", unit: "cycles", exponent: 0 },
      ],
    },
    { provider: "cryptodev", target: "cryptodev", stats: [{ name: "ops", type: "cumulative", exponent: 0 }] },
  ],
};
const CPUS = { return: [{ "cpu-index": 5, "qom-path": "/cpu[9]", "thread-id": 4712, props: {}, target: "x86_64" }] };
const vm = (line = [3, 2, 1], flushes: unknown = 7) => ({
  return: [
    {
      provider: "kvm",
      stats: [
        { name: "line", value: line },
        { name: "flushes", value: flushes },
      ],
    },
  ],
});
const vcpu = (path = "/cpu[9]", exits: unknown = 1) => ({
  return: [
    {
      provider: "kvm",
      "qom-path": path,
      stats: [
        { name: "wait_hist", value: [9, 0, 0, 4] },
        { name: "blocking", value: true },
        { name: "exits", value: exits },
      ],
    },
  ],
});
const lines = (...values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");

describe("what is recognised", () => {
  test.each([
    ["a reply", '{"return": [{"provider": "kvm"}]}'],
    ["an event", '{"timestamp": {"seconds": 1}, "event": "STOP"}'],
    ["a session", '{"QMP": {"version": {}}}\r\n{"return": {}}\r\n'],
    ["an error", '{"id": 1, "error": {"class": "GenericError"}}'],
    ["saved replies", '{\n "query-stats vm": {\n  "return": [\n   {\n    "provider": "kvm"'],
    ["a list", '\ufeff[\n{"time": 1, "return": []}]'],
    ["cut inside a character", encoder.encode('{"return": [{"provider": "ü').subarray(0, -1)],
  ])("%s", (_name, text) => {
    expect(looksLikeMonitor(typeof text === "string" ? encoder.encode(text) : text)).toBe(true);
  });

  test.each(['{"a": []}', "[1, 2]", '[core]\n"return": [', 'x {"return": []}', "", "   "])("not %s", (text) => {
    expect(looksLikeMonitor(encoder.encode(text))).toBe(false);
  });

  test('compact replies, though they have "kvm" where a dump has its id', async () => {
    const text = '{"return":[{"provider":"kvm","stats":[{"name":"exits","value":1}]}]}';
    expect(text.slice(24, 27)).toBe("kvm");
    expect((await open(text)).problems[0]).toContain("query-stats-schemas");
  });
});

describe("replies of real QEMUs", () => {
  test.each(["qmp-7.2.json", "qmp-11.1.3.json"])("%s: every value, by a decoder of its own", async (name) => {
    const text = new TextDecoder().decode(fixture(`qmp/${name}`));
    const { dumps, problems, plain } = await open(text, name);
    expect(problems).toEqual([]);
    const order = ["vm", "vcpu-1", "vcpu-0", "vcpu-0"];
    expect(dumps.map(({ origin }) => origin?.source)).toEqual(order);
    const saved = JSON.parse(text);
    const replies = [
      saved["query-stats vm"].return[0],
      ...saved["query-stats vcpu"].return,
      saved["vcpu filtered"].return[0],
    ];
    for (const [i, { stats }] of replies.entries()) {
      const values = stats.map((stat: { name: string; value: number | boolean | number[] }) => [
        stat.name,
        Array.isArray(stat.value) ? stat.value.toReversed().map(BigInt) : [BigInt(stat.value)],
      ]);
      expect(new Map(plain[i]?.stats.map((stat) => [stat.name, stat.values]))).toEqual(new Map(values));
    }
    const { code, err } = await kvmscope("check", `test/fixtures/qmp/${name}`);
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  test("11.1.3: descriptors, and the values that did not move, are those of its raw dumps", async () => {
    const { plain } = await open(fixture("qmp/qmp-11.1.3.json"));
    for (const [at, raw] of [
      [2, "qmp/qemu-11.1.3-vcpu-0.bin"],
      [1, "qmp/qemu-11.1.3-vcpu-1.bin"],
    ] as const) {
      const kernel = decodeDump(fixture(raw));
      const ours = plain[at];
      const described = ({ values: _, ...stat }: PlainStat) => stat;
      expect(ours?.stats.map(described)).toEqual(kernel.stats.map(described));
      const same = kernel.stats.filter(({ values }, i) => String(values) === String(ours?.stats[i]?.values));
      // the guest ran between the two reads
      expect(same.length).toBeGreaterThan(30);
      for (const { name, values } of kernel.stats) {
        const mine = ours?.stats.find((stat) => stat.name === name)?.values ?? [];
        if (name.endsWith("_hist")) expect(values.every((value, i) => value >= (mine[i] ?? 0n))).toBe(true);
      }
    }
  });
});

test("a dump is what the kernel would have written", async () => {
  const { dumps, plain } = await open(lines({ QMP: {} }, { return: { name: "web" } }, SCHEMAS, CPUS, vm(), vcpu()));
  expect(plain).toEqual([
    {
      id: "kvm-0",
      nameSize: 48,
      stats: [
        { name: "flushes", flags: 0x032, exponent: 0, offset: 0, bucketSize: 0, values: [7n] },
        { name: "line", flags: 0x113, exponent: 20, offset: 8, bucketSize: 5, values: [1n, 2n, 3n] },
      ],
    },
    {
      id: "kvm-4712/vcpu-5",
      nameSize: 48,
      stats: [
        { name: "exits", flags: 0, exponent: 0, offset: 0, bucketSize: 0, values: [1n] },
        { name: "blocking", flags: 0x041, exponent: 0, offset: 8, bucketSize: 0, values: [1n] },
        { name: "wait_hist", flags: 0x024, exponent: -9, offset: 16, bucketSize: 0, values: [4n, 0n, 0n, 9n] },
      ],
    },
  ]);
  expect(dumps.map(({ path, origin, modified }) => ({ path, origin, modified }))).toEqual([
    {
      path: "replies.json/vm/000001.bin",
      modified: undefined,
      origin: { vm: "web", source: "vm", time: null, sequence: null, generation: 0, reconstructed: true },
    },
    {
      path: "replies.json/vcpu-5/000001.bin",
      modified: undefined,
      origin: { vm: "web", source: "vcpu-5", time: null, sequence: null, generation: 0, reconstructed: true },
    },
  ]);
});

test("lists in the order of the buckets, should a QEMU give them so", async () => {
  const { plain } = await open(lines(SCHEMAS, vm()), "a.json", { lists: "first-first" });
  expect(plain[0]?.stats[1]?.values).toEqual([3n, 2n, 1n]);
});

describe("times", () => {
  test.each<[string, unknown, bigint | null]>([
    ["ns as a string", "1795341600000000001", 1795341600000000001n],
    ["ns as a number beyond 2^53", 1795341600000000001n, 1795341600000000001n],
    ["ISO 8601", "2026-11-22T10:00:00.000000001Z", 1795341600000000001n],
    ["ISO 8601 with a zone", "2026-11-22T11:00:00+01:00", 1795341600000000000n],
    ["seconds", 1795341600, 1795341600000000000n],
    ["seconds with a fraction", 1795341600.25, 1795341600250000000n],
    ["ns since some start", "250000000", 250000000n],
    ["a word", "noon", null],
    ["none", undefined, null],
  ])("%s", async (_name, time, ns) => {
    const text = JSON.stringify({ time: "TIME", reply: { vm: vm() } }).replace(
      '"TIME"',
      typeof time === "bigint" ? String(time) : (JSON.stringify(time) ?? "null"),
    );
    const { dumps } = await open(lines(SCHEMAS) + text);
    expect(dumps[0]?.origin?.time).toBe(ns);
  });

  test("the nearest one counts", async () => {
    const { dumps } = await open(lines(SCHEMAS, { time: "100", vm: { ...vm(), time: "200" }, cpu: vcpu() }));
    expect(dumps.map(({ origin }) => origin?.time)).toEqual([200n, 100n]);
    expect(dumps.map(({ path }) => path)).toEqual(["replies.json/vm/200.bin", "replies.json/vcpu-0/100.bin"]);
  });
});

describe("values", () => {
  test("u64 keep their digits", async () => {
    const text = lines(SCHEMAS, vm([1, 2, 3], "BIG")).replace('"BIG"', "18446744073709551615");
    expect((await open(text)).plain[0]?.stats[0]?.values).toEqual([2n ** 64n - 1n]);
  });

  test.each(["-1", "18446744073709551616", "1.5", "1e300", "null", '"7"', "[]", "{}", "[1,-1]"])(
    "%s is none: missing, not 0, and said",
    async (value) => {
      const { plain, problems } = await open(lines(SCHEMAS, vm([1, 2, 3], "X")).replace('"X"', value));
      expect(plain[0]?.stats.map(({ name }) => name)).toEqual(["line"]);
      expect(problems).toEqual([expect.stringMatching(/^Cannot read a value of "flushes": expected an unsigned/)]);
    },
  );

  test("a statistic that a reply lacks is missing, not 0; the next whole reply is laid out as before", async () => {
    const partial = { return: [{ provider: "kvm", stats: [{ name: "flushes", value: 8 }] }] };
    const { plain, dumps } = await open(lines(SCHEMAS, vm(), partial, vm()));
    expect(plain.map(({ stats }) => stats.map(({ name }) => name))).toEqual([
      ["flushes", "line"],
      ["flushes"],
      ["flushes", "line"],
    ]);
    expect(dumps[0]?.bytes).toEqual(dumps[2]?.bytes);
  });

  test("one that no schema describes comes last, of unknown type", async () => {
    const reply = vm();
    reply.return[0]?.stats.push({ name: "novel", value: 5 });
    const { plain } = await open(lines(SCHEMAS, reply));
    expect(plain[0]?.stats.at(-1)).toEqual({
      name: "novel",
      flags: 0x00f,
      exponent: 0,
      offset: 32,
      bucketSize: 0,
      values: [5n],
    });
  });

  test("names longer than the kernel's fit", async () => {
    const name = "é".repeat(40);
    const schemas = { return: [{ provider: "kvm", target: "vm", stats: [{ name, type: "instant", exponent: 0 }] }] };
    const reply = { return: [{ provider: "kvm", stats: [{ name, value: 1 }] }] };
    const { plain } = await open(lines(schemas, reply));
    expect(plain[0]).toMatchObject({ nameSize: 88, stats: [{ name, flags: 1 }] });
  });

  test("words of a later QEMU are unknown, not wrong", async () => {
    const stats = [{ name: "a", type: "sparse", unit: "watts", base: 16, exponent: 1 }];
    const schemas = { return: [{ provider: "kvm", target: "vm", stats }] };
    const { plain } = await open(lines(schemas, { return: [{ provider: "kvm", stats: [{ name: "a", value: 1 }] }] }));
    expect(plain[0]?.stats[0]?.flags).toBe(0xfff);
  });
});

describe("vCPUs", () => {
  const reply = (...paths: string[]) => ({ return: paths.flatMap((path) => vcpu(path).return) });

  test("without query-cpus-fast: numbered as listed, the last one first, and keep their number", async () => {
    const { dumps } = await open(lines(SCHEMAS, reply("/m/c2", "/m/c1"), reply("/m/c2"), reply("/m/c7", "/m/c1")));
    expect(dumps.map(({ origin }) => origin?.source)).toEqual(["vcpu-1", "vcpu-0", "vcpu-1", "vcpu-2", "vcpu-0"]);
  });

  test("another thread is another life", async () => {
    const later = { return: [{ ...CPUS.return[0], "thread-id": 99 }] };
    const { dumps, plain } = await open(lines(SCHEMAS, CPUS, vcpu(), later, vcpu()));
    expect(dumps.map(({ origin }) => origin?.generation)).toEqual([0, 1]);
    expect(plain.map(({ id }) => id)).toEqual(["kvm-4712/vcpu-5", "kvm-99/vcpu-5"]);
  });
});

describe("replies and schemas", () => {
  test("replies wait for a schema that comes later", async () => {
    const { dumps, problems } = await open(lines(vm(), vcpu(), vm([1, 1, 1]), SCHEMAS, vm()));
    expect(problems).toEqual([]);
    expect(dumps.map(({ origin }) => origin?.source)).toEqual(["vm", "vcpu-0", "vm", "vm"]);
  });

  test("without one the page says what is missing", async () => {
    const { dumps, problems } = await open(lines(vm(), vcpu()));
    expect(dumps).toEqual([]);
    expect(problems).toEqual([
      "Cannot lay out 2 of 2 replies to query-stats: expected the reply to query-stats-schemas for vm and vcpu in the same file, found none",
    ]);
  });

  test("other messages only", async () => {
    const { dumps, problems } = await open(lines({ QMP: {} }, { return: {} }, { error: { class: "x", desc: "" } }));
    expect(dumps).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(/^Cannot find statistics in the monitor's replies: expected/)]);
  });

  test("damage: one sentence with the byte, and all other replies", async () => {
    const text = `${lines(SCHEMAS, vm())}{"return": [{"provider": "kvm", "st\n${lines(vm(), vm())}`;
    const { dumps, problems } = await open(text);
    expect(dumps).toHaveLength(3);
    expect(problems).toEqual([
      `Cannot read the JSON text: expected the end of the string at byte ${text.indexOf('"st\n') + 3}, found 0x0a`,
    ]);
  });

  test("a thousand damages are told briefly", async () => {
    const { problems } = await open(lines(SCHEMAS, vm()) + '{"return": [}\n'.repeat(1000));
    expect(problems).toHaveLength(4);
    expect(problems[3]).toBe("The JSON text is damaged at 997 further places");
  });
});

test("any byte changed: no throw, and no more dumps or vCPUs than that byte can make", async () => {
  const bytes = fixture("qmp/qmp-7.2.json");
  await assertAsyncProperty(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, to) => {
      const broken = bytes.slice();
      broken[at] = to;
      const { dumps } = await open(broken);
      expect(dumps.length).toBeLessThanOrEqual(4);
      for (const dump of dumps) expect(decodeDump(dump.bytes).id).toMatch(/^kvm-0(\/vcpu-[0-2])?$/);
    }),
    20,
  );
}, 120_000);

test("several files, and files in archives, are VMs of their own names", async () => {
  const text = lines({ return: { name: "web" } }, SCHEMAS, vm());
  expect((await open(text, "logs/a.json")).dumps[0]?.origin?.vm).toBe("logs/a/web");
  expect((await open(gzip(encoder.encode(text)), "a.json.gz", { among: true })).dumps[0]?.origin?.vm).toBe("a/web");
  expect((await open(lines(SCHEMAS, vm()), "a.json")).dumps[0]?.origin?.vm).toBe("a");
});

test("a large log takes little memory and time", async () => {
  const log = lines(SCHEMAS) + lines({ ...vcpu(), time: 1 }).repeat(20_000);
  const { dumps } = await open(log, "log.jsonl");
  expect(dumps).toHaveLength(20_000);
}, 10_000);

test("kvmscope show turns buckets round when told so", async () => {
  const values = async (...options: string[]) => {
    const { text } = await kvmscope("show", "--json", ...options, "test/fixtures/qmp/qmp-7.2.json");
    const samples = JSON.parse(text) as { stats: { name: string; values: string[] }[] }[];
    const histograms = samples.flatMap(({ stats }) => stats.filter(({ name }) => name === "halt_wait_hist"));
    return histograms.map((stat) => stat.values);
  };
  const usual = await values();
  // not all are alike from both ends
  expect(usual).not.toEqual(usual.map((each) => each.toReversed()));
  expect(await values("--first-bucket-first")).toEqual(usual.map((each) => each.toReversed()));
});

test("kvmscope show reads replies", async () => {
  const { code, text, err } = await kvmscope("show", "--json", "test/fixtures/qmp/qmp-7.2.json");
  expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining("vcpu-0: 2 dumps carry no time") });
  expect(JSON.parse(text)).toHaveLength(4);
});

test("replies that wait for a schema that never comes, and thousands of vCPUs, do not make each reply slower", async () => {
  const reply = (path: string) => ({
    return: [{ provider: "kvm", "qom-path": path, stats: [{ name: "exits", value: 1 }] }],
  });
  const waiting = await open(Array.from({ length: 20_000 }, () => JSON.stringify(reply("/cpu"))).join("\n"));
  expect(waiting.problems).toEqual([expect.stringContaining("Cannot lay out 20000 of 20000 replies to query-stats")]);
  const paths = Array.from({ length: 10_000 }, (_, i) => JSON.stringify(reply(`/cpu${i}`)));
  const many = await open([JSON.stringify(SCHEMAS), ...paths].join("\n"));
  expect(many.problems).toEqual([]);
  expect(many.dumps.at(-1)?.origin?.source).toBe("vcpu-9999");
});
