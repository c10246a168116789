import { expect, test } from "vitest";
import { csvCell, exportHeader } from "../../../web/series/csv.ts";
import type { ExportFormat } from "../../../web/series/model.ts";
import { buildDump, LOG_HISTOGRAM } from "../../support/dump-builder.ts";
import { type Given, openGiven } from "../../support/opened.ts";

const START = 1_600_000_000_123_456_789n;
const SECOND = 1_000_000_000n;
const LARGE = 2n ** 64n - 1n;

function dump(round: bigint, values: readonly bigint[]): Given {
  const stats = [
    { name: "exits", values: [LARGE - round] },
    { name: "wait", type: LOG_HISTOGRAM, values },
  ];
  return { path: `${START + round * SECOND}.bin`, bytes: buildDump({ id: "kvm-1/vcpu-0", stats }) };
}

const CSV: ExportFormat = {
  kind: "csv",
  label: "=vcpu, 0",
  columns: [
    { stat: "exits", element: 0 },
    { stat: "wait", element: 1 },
    { stat: "gone", element: 0 },
  ],
};

async function exported(format: ExportFormat, from: number, to: number, skip = 0, take = 100) {
  const cut = dump(3n, [1n, 2n]);
  const { info, ask } = await openGiven([
    ...[0n, 1n, 2n].map((round) => dump(round, [round, 10n * round])),
    { ...cut, bytes: cut.bytes.slice(0, -8) },
  ]);
  const { text, samples } = ask({ kind: "export", source: info.sources[0]?.id ?? 0, format, from, to, skip, take });
  return { text: new TextDecoder().decode(text), samples };
}

test("a row per sample, every digit, an empty cell for what a dump lacks", async () => {
  const { text, samples } = await exported(CSV, 1, 3);
  expect(samples).toBe(3);
  expect(text.split("\r\n")).toEqual([
    `2020-09-13T12:26:41.123456789Z,1600000001123456789,1.000000000,"'=vcpu, 0",${LARGE - 1n},10,`,
    `2020-09-13T12:26:42.123456789Z,1600000002123456789,2.000000000,"'=vcpu, 0",${LARGE - 2n},20,`,
    `2020-09-13T12:26:43.123456789Z,1600000003123456789,3.000000000,"'=vcpu, 0",${LARGE - 3n},,`,
    "",
  ]);
});

test("the columns are named, a bucket by its number", () => {
  const columns = [
    { stat: "exits", element: 0, name: "exits", size: 1 },
    { stat: "wait", element: 1, name: "wait", size: 2 },
  ];
  expect(exportHeader(columns)).toBe("time_utc,time_ns,seconds,source,exits,wait[1]\r\n");
});

test("pieces put together are the whole", async () => {
  const whole = await exported(CSV, 0, 3);
  const pieces = await Promise.all([0, 1, 2, 3].map((skip) => exported(CSV, 0, 3, skip, 1)));
  expect(pieces.map(({ text }) => text).join("")).toBe(whole.text);
  expect((await exported(CSV, 0, 3, 4, 1)).samples).toBe(0);
});

test("JSON has the shape of the command's", async () => {
  const { text } = await exported({ kind: "json" }, 0, 1);
  const [first, second] = JSON.parse(`[${text}]`);
  expect(first).toMatchObject({ id: "kvm-1/vcpu-0", time: String(START) });
  expect(second.stats[0]).toMatchObject({ name: "exits", type: "cumulative", values: [String(LARGE - 1n)] });
  expect(second.stats[1].values).toEqual(["1", "10"]);
});

test("cells that a spreadsheet would run are defused, numbers stay numbers", () => {
  expect(["=1+1", "+a", "@x", "-1", "-1.5", "a,b", 'a"b', "plain"].map(csvCell)).toEqual([
    "'=1+1",
    "'+a",
    "'@x",
    "-1",
    "-1.5",
    '"a,b"',
    '"a""b"',
    "plain",
  ]);
});
