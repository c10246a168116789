import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { safePath } from "../../../cli/convert/to-raw.ts";
import { createMemoryOutput } from "../../../cli/recording/output.ts";
import { createRecordingWriter } from "../../../cli/recording/writer.ts";
import { layoutOf } from "../../../web/format/stats-file.ts";
import type { ShownSample } from "../../../web/series/shown.ts";
import { anyDump } from "../../support/any-dump.ts";
import { buildCommand } from "../../support/built-command.ts";
import { kvmscope } from "../../support/command.ts";
import { buildDump } from "../../support/dump-builder.ts";
import { streamed } from "../../support/official-readers.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "kvmscope-convert-"));
const FIXTURES = join(import.meta.dirname, "../../fixtures");
const SERIES = join(FOLDER, "series");
const START = 1_795_341_600_000_000_000n;
const SECOND = 1_000_000_000n;

afterAll(() => rmSync(FOLDER, { recursive: true }));

/** 20 rounds of a VM with 2 vCPUs, with times in their names. */
mkdirSync(SERIES);
for (const name of readdirSync(join(FIXTURES, "x86_64-linux-6.18/series"))) {
  const [, round = "", source = ""] = /^(\d{4})-(\w+)\.bin$/.exec(name) ?? [];
  if (round === "") continue;
  const time = START + BigInt(round) * (SECOND / 4n);
  mkdirSync(join(SERIES, "web", source), { recursive: true });
  cpSync(join(FIXTURES, "x86_64-linux-6.18/series", name), join(SERIES, "web", source, `${time}.bin`));
}

/** Base name -> bytes of every file below a folder. */
function filesIn(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return new Map(files.map((name) => [name, readFileSync(join(folder, name)).toString("hex")]));
}

async function ran(...argv: readonly string[]) {
  const result = await kvmscope("convert", ...argv);
  expect([result.code, result.err]).toEqual([0, expect.stringMatching(/^kvmscope: .*\n$/)]);
  return result;
}

/** What show --json says of the values, by source and time. */
async function shown(path: string): Promise<string[]> {
  const { text, code } = await kvmscope("show", "--json", path);
  expect(code).toBe(0);
  const samples: ShownSample[] = JSON.parse(text);
  return samples.map(({ id, time, length, stats }) => JSON.stringify({ id, time, length, stats }));
}

let outputs = 0;
const fresh = (extension = "") => join(FOLDER, `out-${outputs++}${extension}`);

describe("convert", () => {
  test.each([[], ["--compact"], ["--no-message-index"]])(
    "a folder to a recording and back, exactly: %s",
    async (...how) => {
      const [recording, again] = [fresh(".mcap"), fresh()];
      const { err } = await ran(SERIES, "-o", recording, ...how);
      expect(err).toContain("60 samples of 3 sources");
      await ran(recording, "-o", again, "--to", "raw");
      const wanted = filesIn(join(SERIES, "web"));
      const found = filesIn(again);
      const named = [...wanted].map(([name, bytes]) => [`web/${name.replace("vcpu", "vcpu-")}`, bytes] as const);
      expect(found).toEqual(new Map(named));
      expect(await shown(recording)).toEqual(await shown(SERIES));
      expect(readdirSync(FOLDER).filter((name) => name.includes("partial"))).toEqual([]);
    },
  );

  test("one recording to another: compact, back, and the same again", async () => {
    const [first, compact, second] = [fresh(".mcap"), fresh(".mcap"), fresh(".mcap")];
    await ran(SERIES, "-o", first);
    await ran(first, "-o", compact, "--compact");
    await ran(compact, "-o", second);
    expect(readFileSync(second).equals(readFileSync(first))).toBe(true);
    expect(statSync(compact).size).toBeLessThan(statSync(first).size);
  });

  test("a recorder's rounds keep their numbers and times: compact and back, message for message", async () => {
    const output = createMemoryOutput();
    const writer = await createRecordingWriter(output);
    const facts = { vm: "web", pid: "7", how: "qmp", disturbs: "it stops the guest", reconstructed: true };
    for (const [i, sequence] of [0, 1, 2, 5, 6, 7].entries()) {
      const publishTime = START + BigInt(sequence) * SECOND;
      for (const [n, source] of ["vm", "vcpu-0"].entries()) {
        const id = n === 0 ? "kvm-1" : "kvm-1/vcpu-0";
        const dump = buildDump({ id, stats: [{ name: "exits", values: [BigInt(i), 7n] }] });
        // one is cut in its data block, one before it: the latter is an attachment
        const bytes = dump.subarray(0, sequence === 5 ? dump.length - 8 : sequence === 6 ? 130 : dump.length);
        const stamp = { sequence, publishTime, logTime: publishTime + BigInt(1000 * n + i) };
        await writer.add({ ...facts, source, generation: sequence === 7 ? 1 : 0 }, bytes, stamp);
      }
    }
    await writer.end();
    const [first, compact, second] = [fresh(".mcap"), fresh(".mcap"), fresh(".mcap")];
    writeFileSync(first, output.bytes());
    await ran(first, "-o", compact, "--compact");
    await ran(compact, "-o", second);
    const [given, found] = [first, second].map((path) => streamed(new Uint8Array(readFileSync(path))));
    expect(given?.messages).toHaveLength(10);
    expect(given?.attachments).toHaveLength(2);
    expect(found?.messages).toEqual(given?.messages);
    expect(found?.attachments).toEqual(given?.attachments);
  });

  test("any dump comes back byte for byte, whole or compact", async () => {
    const dumps = fc.array(
      anyDump().filter((bytes) => bytes.length > 0 && layoutOf(bytes) !== null),
      { minLength: 1, maxLength: 8 },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(dumps, fc.boolean(), async (given, compact) => {
        const folder = join(FOLDER, `any-${run++}`);
        mkdirSync(folder);
        const wanted = new Map<string, string>();
        for (const [i, bytes] of given.entries()) {
          const name = `${START + BigInt(i) * SECOND}.bin`;
          wanted.set(name, Buffer.from(bytes).toString("hex"));
          writeFileSync(join(folder, name), bytes);
        }
        const [recording, again] = [join(folder, "a.mcap"), join(folder, "raw")];
        await kvmscope("convert", folder, "-o", recording, ...(compact ? ["--compact"] : []));
        await kvmscope("convert", recording, "-o", again, "--to", "raw");
        const found = new Map([...filesIn(again)].map(([name, bytes]) => [basename(name), bytes]));
        expect(found).toEqual(wanted);
        rmSync(folder, { recursive: true });
      }),
      { numRuns: 20, seed: Number(process.env["KVMSCOPE_SEED"]) },
    );
  });

  test("--trim keeps a stretch of time, by ns, date or from the start; --source keeps sources", async () => {
    const timesOf = async (...how: string[]) => {
      const path = fresh(".mcap");
      await ran(SERIES, "-o", path, ...how);
      const { messages } = streamed(new Uint8Array(readFileSync(path)));
      const rounds = messages.map(({ logTime }) => Number((logTime - START) / (SECOND / 4n)));
      return [
        messages.length,
        Math.min(...rounds),
        Math.max(...rounds),
        new Set(messages.map((m) => m.channel.topic)).size,
      ];
    };
    expect(await timesOf("--trim", "1s..2.5s")).toEqual([21, 4, 10, 3]);
    expect(await timesOf("--trim", `${START + SECOND}..${START + 2n * SECOND}`)).toEqual([15, 4, 8, 3]);
    expect(await timesOf("--trim", "2026-11-22T10:00:01Z..2026-11-22T11:00:01.5+01:00")).toEqual([9, 4, 6, 3]);
    expect(await timesOf("--trim", "4s..")).toEqual([12, 16, 19, 3]);
    expect(await timesOf("--source", "vcpu-*")).toEqual([40, 0, 19, 2]);
    expect(await timesOf("--source", "web/vm", "--source", "other/*")).toEqual([20, 0, 19, 1]);
  });

  test("--trim and --source keep metadata; --anonymise keeps what names nobody", async () => {
    const output = createMemoryOutput();
    const writer = await createRecordingWriter(output);
    const host = { kernel: "6.18", boot_id: "c0ffee", "kvm.halt_poll_ns": "200000", cpu_model: "x" };
    await writer.facts("kvmstats.host", new Map(Object.entries(host)));
    await writer.facts("mine", new Map([["owner", "Alice"]]));
    for (const [i, [vm, id]] of [
      ["alice-db", "kvm-31337"],
      ["bob-web", "kvm-4242"],
      ["alice-db", "kvm-31337"],
    ].entries()) {
      const facts = { vm: vm ?? "", source: "vcpu-1", generation: 0, pid: "31337", how: "stats-fd", disturbs: null };
      const dump = buildDump({ id: `${id}/vcpu-1`, stats: [{ name: "exits", values: [BigInt(i)] }] });
      const stamp = { sequence: i, logTime: START + BigInt(i) * SECOND, publishTime: START };
      await writer.add({ ...facts, reconstructed: false }, dump, stamp);
    }
    await writer.end();
    const [given, trimmed, anonymous] = [fresh(".mcap"), fresh(".mcap"), fresh(".mcap")];
    writeFileSync(given, output.bytes());
    await ran(given, "-o", trimmed, "--trim", "..1s");
    await ran(given, "-o", anonymous, "--anonymise");
    const [kept, hidden] = [trimmed, anonymous].map((path) => streamed(new Uint8Array(readFileSync(path))));
    expect(kept?.metadata.map(({ name, metadata }) => [name, Object.fromEntries(metadata)])).toEqual([
      ["kvmstats.host", host],
      ["mine", { owner: "Alice" }],
    ]);
    expect(kept?.messages).toHaveLength(2);
    const { boot_id: _, ...named } = host;
    expect(hidden?.metadata.map(({ name, metadata }) => [name, Object.fromEntries(metadata)])).toEqual([
      ["kvmstats.host", named],
    ]);
    const channels = hidden?.messages.map(({ channel: { topic, metadata } }) => [
      topic,
      metadata.get("id"),
      metadata.get("pid"),
    ]);
    expect(new Set(channels?.map(String))).toEqual(
      new Set(["/vm-1/vcpu-1,kvm-1/vcpu-1,", "/vm-2/vcpu-1,kvm-2/vcpu-1,"]),
    );
    const text =
      readFileSync(anonymous, "latin1") +
      Buffer.concat(hidden?.messages.map(({ data }) => data) ?? []).toString("latin1");
    for (const secret of ["alice", "bob", "31337", "4242", "c0ffee"]) expect(text).not.toContain(secret);
  });

  test("--anonymise keeps no file name of a source whose id tells nothing", async () => {
    const folder = fresh();
    mkdirSync(folder);
    const dump = buildDump({ id: "of-alice", stats: [{ name: "exits", values: [1n] }] });
    for (const i of [0n, 1n]) writeFileSync(join(folder, `alice-${START + i * SECOND}.bin`), dump);
    const [anonymous, again] = [fresh(".mcap"), fresh(".mcap")];
    await ran(folder, "-o", anonymous, "--anonymise");
    const { messages } = streamed(new Uint8Array(readFileSync(anonymous)));
    expect(messages.map(({ channel }) => channel.topic)).toEqual(["/vm-1/source-1", "/vm-1/source-1"]);
    expect(messages[0]?.channel.metadata.get("id")).toBe("id-1");
    expect(readFileSync(anonymous, "latin1")).not.toContain("alice");
    // it is still nobody's, and the same source
    await ran(anonymous, "-o", again);
    expect(streamed(new Uint8Array(readFileSync(again))).messages.map(({ channel }) => channel.topic)).toEqual([
      "/vm-1/source-1",
      "/vm-1/source-1",
    ]);
  });

  /** A recording of one vCPU with these times, and values that count up. */
  async function recordingOf(vm: string, times: readonly bigint[]): Promise<string> {
    const output = createMemoryOutput();
    const writer = await createRecordingWriter(output);
    const facts = { vm, source: "vcpu-0", generation: 0, pid: null, how: "file", disturbs: null, reconstructed: false };
    for (const [sequence, logTime] of times.entries()) {
      const dump = buildDump({ id: "kvm-1/vcpu-0", stats: [{ name: "exits", values: [BigInt(sequence)] }] });
      await writer.add(facts, dump, { sequence, logTime, publishTime: logTime });
    }
    await writer.end();
    const path = fresh(".mcap");
    writeFileSync(path, output.bytes());
    return path;
  }

  const exits = ({ stats }: ShownSample) => stats[0]?.values[0];

  test("raw dumps of a recording without real times have none in their names either", async () => {
    const times = [2000n, 2500n, 3000n].map((ms) => ms * 1_000_000n);
    const folder = fresh();
    await ran(await recordingOf("web", times), "-o", folder, "--to", "raw");
    expect([...filesIn(folder).keys()].sort()).toEqual(
      ["2000000000", "2500000000", "3000000000"].map((time) => `web/vcpu-0/000000000${time}.bin`),
    );
    const { text } = await kvmscope("show", "--json", folder, "--interval", "1s");
    const samples: ShownSample[] = JSON.parse(text);
    expect(samples.map(({ time, elapsed }) => [time, elapsed])).toEqual([
      [undefined, "0"],
      [undefined, String(SECOND)],
      [undefined, String(2n * SECOND)],
    ]);
    expect(samples.map(exits)).toEqual(["0", "1", "2"]);
  });

  test.each([[START], [0n]])("raw dumps of one moment are one source, in their order: %s", async (time) => {
    const times = [time, time, time, ...Array<bigint>(120).fill(time + SECOND)];
    const [folder, recording] = [fresh(), await recordingOf("web", times)];
    await ran(recording, "-o", folder, "--to", "raw");
    expect(filesIn(folder).size).toBe(times.length);
    const { text } = await kvmscope("show", "--json", folder, ...(time === 0n ? ["--interval", "1s"] : []));
    const samples: ShownSample[] = JSON.parse(text);
    const [first] = samples;
    const source = samples.filter(({ id, file }) => id === first?.id && /\d{19}_{0,2}\.bin$/.test(file));
    expect(source.slice(0, 3).map(exits)).toEqual(["0", "1", "2"]);
  });

  test("any VM's name becomes a folder", async () => {
    for (const vm of ["漢".repeat(150), "a/".repeat(3000), "../..".repeat(50), "\u{1f600}/..".repeat(100)]) {
      const folder = fresh();
      await ran(await recordingOf(vm, [START]), "-o", folder, "--to", "raw");
      expect(filesIn(folder).size).toBe(1);
    }
  });

  test("only a file is overwritten; what cannot be written is said first, in one sentence", async () => {
    const pipe = fresh();
    execFileSync("mkfifo", [pipe]);
    const { code, err } = await kvmscope("convert", SERIES, "-o", pipe, "--force");
    expect([code, err]).toEqual([2, expect.stringContaining(`Cannot write ${pipe}: it is no file`)]);
    expect(statSync(pipe).isFIFO()).toBe(true);

    const nowhere = join(FOLDER, "no/such/a.mcap");
    const missing = await kvmscope("convert", SERIES, "-o", nowhere);
    expect([missing.code, missing.err]).toEqual([2, `kvmscope: Cannot write ${nowhere}: its folder does not exist\n`]);

    const folder = fresh();
    await ran(SERIES, "-o", folder, "--to", "raw");
    const twice = await kvmscope("convert", SERIES, "-o", folder, "--to", "raw", "--force");
    expect([twice.code, twice.err]).toEqual([
      2,
      expect.stringMatching(/^kvmscope: Cannot write .*\.bin: it is there already\n$/),
    ]);
  });

  test("a signal while it reads leaves nothing behind", async () => {
    const command = await buildCommand();
    try {
      for (const how of [
        ["-o", fresh(".mcap")],
        ["-o", fresh(), "--to", "raw"],
      ]) {
        const { child, ended } = command.start("convert", SERIES, ...how);
        // as soon as there is something to leave behind, or it is done
        while (child.exitCode === null && !readdirSync(FOLDER).some((name) => name.endsWith(".partial"))) {
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
        child.kill("SIGINT");
        expect(["SIGINT", 0]).toContain(await ended);
        expect(readdirSync(FOLDER).filter((name) => name.endsWith(".partial"))).toEqual([]);
      }
    } finally {
      command.remove();
    }
  });

  test("monitor replies become a recording that says its ids were made", async () => {
    const path = fresh(".mcap");
    const { code } = await kvmscope("convert", join(FIXTURES, "qmp/qmp-11.1.3.json"), "-o", path, "--interval", "1s");
    expect(code).toBe(0);
    const { messages } = streamed(new Uint8Array(readFileSync(path)));
    expect(messages.length).toBeGreaterThan(2);
    expect(messages.every(({ channel }) => channel.metadata.get("reconstructed") === "true")).toBe(true);
  });

  test("nothing is overwritten, left half done, or guessed", async () => {
    const path = fresh(".mcap");
    writeFileSync(path, "mine");
    const there = await kvmscope("convert", SERIES, "-o", path);
    expect([there.code, there.err]).toEqual([2, expect.stringContaining("it is there already; --force overwrites it")]);
    expect(readFileSync(path, "utf8")).toBe("mine");
    await ran(SERIES, "-o", path, "--force");
    expect(readFileSync(path).length).toBeGreaterThan(1000);

    const folder = fresh();
    mkdirSync(folder);
    writeFileSync(join(folder, "note"), "mine");
    expect((await kvmscope("convert", SERIES, "-o", folder, "--to", "raw")).err).toContain("the folder is not empty");

    const backwards = await kvmscope("convert", SERIES, "-o", fresh(".mcap"), "--trim", "5s..2s");
    expect([backwards.code, backwards.err]).toEqual([
      2,
      'kvmscope: Cannot read --trim: expected FROM before TO, found "5s..2s"\nkvmscope convert --help shows what can be done\n',
    ]);
    const nothing = fresh(".mcap");
    const none = await kvmscope("convert", SERIES, "-o", nothing, "--source", "db/*");
    expect([none.code, none.err]).toEqual([
      2,
      expect.stringMatching(
        /^kvmscope: Cannot convert: --(trim leaves nothing|source leaves nothing; there are .+)\n$/,
      ),
    ]);
    expect(existsSync(nothing)).toBe(false);
    expect(readdirSync(FOLDER).filter((name) => name.includes("partial"))).toEqual([]);
  });

  test("dumps without times need an interval", async () => {
    const folder = fresh();
    mkdirSync(folder);
    for (const name of ["0001-a.bin", "0002-a.bin", "0003-a.bin"]) {
      writeFileSync(join(folder, name), buildDump({ id: "kvm-1", stats: [{ name: "x", values: [1n] }] }));
    }
    const path = fresh(".mcap");
    const asked = await kvmscope("convert", folder, "-o", path);
    expect([asked.code, asked.err]).toEqual([2, expect.stringMatching(/--interval 250ms/)]);
    const { code, err } = await kvmscope("convert", folder, "-o", path, "--interval", "2s");
    expect([code, err]).toEqual([0, expect.stringContaining("times count from 1970-01-01")]);
    const { messages } = streamed(new Uint8Array(readFileSync(path)));
    expect(messages.map(({ logTime }) => logTime)).toEqual([0n, 2n * SECOND, 4n * SECOND]);
  });

  test.each([
    [["-o", "x.mcap"], "give at least one file or folder"],
    [["a"], "say where to with -o"],
    [["a", "-o", "x", "--to", "csv"], "expected mcap or raw"],
    [["a", "-o", "x", "--to", "raw", "--compact"], "--compact is for recordings"],
    [["a", "-o", "x", "--trim", "1s"], "expected FROM..TO"],
    [["a", "-o", "x", "--trim", "yesterday.."], "expected ns since 1970, a date"],
    [["a", "-o", "x", "--trim", "2026-02-31T10:00:00Z.."], "expected ns since 1970, a date"],
  ])("%s is refused", async (argv, why) => {
    const { code, err } = await kvmscope("convert", ...argv);
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
  });
});

test.each([
  ["web", "web"],
  ["../../etc/passwd", "__/__/etc/passwd"],
  ["/abs//path/", "abs/path"],
  ["..", "__"],
  ["C:\\x|y", "C__x_y"],
  ["a\u202eb\n", "a_u202eb_x0a"],
  ["", "_"],
])("%j as a path is %j", (name, path) => {
  expect(safePath(name)).toBe(path);
});
