import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { createMemoryOutput } from "../../../cli/recording/output.ts";
import { createRecordingWriter } from "../../../cli/recording/writer.ts";
import type { ShownSample } from "../../../web/series/shown.ts";
import { kvmscope } from "../../support/command.ts";
import { BOOLEAN, buildDump, INSTANT } from "../../support/dump-builder.ts";
import { mcapFile } from "../../support/mcap-build.ts";
import { recorded } from "../../support/recorded.ts";
import { roundOf } from "../../support/rounds.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "kvmscope-recordings-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

function file(name: string, bytes: Uint8Array): string {
  const path = join(FOLDER, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

const recording = await recorded(10);

function samples(text: string): ShownSample[] {
  return JSON.parse(text) as ShownSample[];
}

/** All that is said of a sample besides where it lies. */
function contents(text: string): string[] {
  return samples(text).map(({ file: _, ...rest }) => JSON.stringify(rest));
}

test("show of a recording, plain or in gzip, is that of the dumps it was made of", async () => {
  for (let round = 0; round < 10; round++) {
    for (const { source, bytes, time } of roundOf(round).vms[0]?.readings ?? []) {
      file(`raw/guest/${source}/${time}.bin`, bytes);
    }
  }
  const raw = await kvmscope("show", "--json", join(FOLDER, "raw"));
  expect(raw.code).toBe(0);
  const given = [file("a.mcap", recording), file("b.mcap.gz", new Uint8Array(gzipSync(recording)))];
  for (const path of given) {
    const shown = await kvmscope("show", "--json", path);
    expect(shown).toMatchObject({ code: 0, err: "" });
    expect(contents(shown.text)).toEqual(contents(raw.text));
    expect(samples(shown.text)[3]).toMatchObject({ file: "guest/vm #3", time: "1790000000300001000" });
  }
  const csv = await kvmscope("show", "--csv", given[0] ?? "");
  expect(csv.text).toContain("guest/vm #3,1790000000300001000,,kvm-6233,remote_tlb_flush,");
});

test("a folder of recordings: each by its name", async () => {
  file("two/a.mcap", recording);
  file("two/b.mcap", recording);
  const { code, text } = await kvmscope("show", "--json", join(FOLDER, "two"));
  expect(code).toBe(0);
  expect(new Set(samples(text).map((sample) => sample.file.replace(/ #.*/, "")))).toEqual(
    new Set(["a", "b"].flatMap((name) => ["vm", "vcpu-0", "vcpu-1"].map((source) => `${name}/guest/${source}`))),
  );
});

test("check names the sample that breaks a rule by its source and round", async () => {
  expect(await kvmscope("check", file("a.mcap", recording))).toMatchObject({
    code: 0,
    text: "30 dumps checked: 0 errors, 0 warnings, 0 notes\n",
  });
  const output = createMemoryOutput();
  const writer = await createRecordingWriter(output);
  const facts = {
    vm: "web",
    source: "vcpu-0",
    generation: 0,
    pid: null,
    how: "qmp",
    disturbs: null,
    reconstructed: false,
  };
  for (const value of [0n, 2n, 1n]) {
    const dump = buildDump({
      id: "kvm-1/vcpu-0",
      stats: [{ name: "guest_mode", type: INSTANT, unit: BOOLEAN, values: [value] }],
    });
    const time = 1_790_000_000_000_000_000n + value;
    await writer.add(facts, dump, { sequence: Number(value), logTime: time, publishTime: time });
  }
  await writer.end();
  const { text } = await kvmscope("check", file("b.mcap", output.bytes()));
  expect(text.split("\n")[0]).toMatch(/^web\/vcpu-0 #2: .*expected .*, found 2$/);
  expect(text).toMatch(/\n3 dumps checked: /);
});

test("bytes that are lost make 1, as a cut end and a destroyed chunk; nothing readable makes 2", async () => {
  const killed = await kvmscope("show", "--json", file("killed.mcap", recording.slice(0, 4000)));
  expect(killed.code).toBe(1);
  expect(killed.err).toMatch(
    /^kvmscope: killed\.mcap: The recording was not closed: \d chunks?, the last \d+ bytes are incomplete; everything up to 2026-09-21T14:13:20\.\d+Z is shown\n$/,
  );

  expect((await kvmscope("check", file("killed.mcap", recording.slice(0, 4000)))).code).toBe(1);
  const broken = recording.slice();
  broken.fill(0, 200, 3000);
  const damaged = await kvmscope("show", "--json", file("damaged.mcap", broken));
  expect(damaged.code).toBe(2);
  expect(damaged.err.split("\n")).toEqual([
    "kvmscope: damaged.mcap: Cannot read the chunk: expected 16693 bytes of records compressed with zstd at byte 98, found damaged ones (it holds 2026-09-21T14:13:20.000Z to 2026-09-21T14:13:20.400Z)",
    expect.stringMatching(
      /^kvmscope: damaged\.mcap: Cannot read a part of the recording: expected a record at byte \d+, found opcode 0x00; bytes \d+ to \d+ are left out, and with them 2026-09-21T14:13:20\.500Z to 2026-09-21T14:13:20\.900Z$/,
    ),
    "",
  ]);
  // everything readable is still printed
  expect(samples(damaged.text).length).toBe(0);

  const other = await mcapFile({
    header: { profile: "ros2", library: "rosbag2" },
    schemas: [{ name: "tf2_msgs/TFMessage", encoding: "ros2msg", data: new Uint8Array(1) }],
    channels: [{ schemaId: 1, topic: "/tf", messageEncoding: "cdr", metadata: new Map() }],
  });
  const foreign = await kvmscope("show", file("tf.mcap", other));
  expect(foreign.code).toBe(2);
  expect(foreign.err).toBe(
    'kvmscope: tf.mcap: Cannot show the file: expected KVM statistics, found an MCAP recording of profile "ros2" by "rosbag2", with 1 schema such as "tf2_msgs/TFMessage"\n',
  );
});
