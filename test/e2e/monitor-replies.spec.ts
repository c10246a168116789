// Replies of QEMU's monitor, saved by whoever could reach it, dropped on the page like dumps.

import { decodeDump } from "../support/decode-dump.ts";
import { fixture } from "../support/fixtures.ts";
import { replayedValues } from "../support/monitor.mjs";
import { shownDigits } from "./support/dumps.ts";
import { paletteOf } from "./support/palette.ts";
import { expect, test } from "./test.ts";

const saved = JSON.parse(new TextDecoder().decode(fixture("qmp/qmp-11.1.3.json")));
const text = new TextEncoder();
const ROUNDS = 20;

/** A script's log: schemas, vCPUs, then a line for each round with its time; histogram lists last bucket first. */
function log(): string[] {
  const cpus = [0, 1].map((index) => ({ "cpu-index": index, "qom-path": `/cpu${index}`, "thread-id": 4711 + index }));
  const entry = (target: "vm" | "vcpu", vcpu: number, query: number) => ({
    provider: "kvm",
    ...(target === "vcpu" && { "qom-path": `/cpu${vcpu}` }),
    stats: [...replayedValues({ target, vcpu, query })].map(([name, values]) => ({
      name,
      value: values.length === 1 ? Number(values[0]) : values.toReversed().map(Number),
    })),
  });
  return [
    saved["query-stats-schemas"],
    { return: cpus },
    ...Array.from({ length: ROUNDS }, (_, query) => ({
      time: `2026-11-22T10:00:${String(query).padStart(2, "0")}Z`,
      replies: [{ return: [entry("vm", 0, query)] }, { return: [1, 0].map((vcpu) => entry("vcpu", vcpu, query)) }],
    })),
  ].map((value) => `${JSON.stringify(value)}\n`);
}

/** Without the reply that holds three statistics only. */
function vcpuReplies() {
  return structuredClone({ "query-stats vcpu": saved["query-stats vcpu"], schemas: saved["query-stats-schemas"] });
}

test("saved replies: every statistic by name, type and unit as in the raw dump of the same vCPU, every digit as in the reply", async ({
  viewer,
}) => {
  const replies = vcpuReplies();
  await viewer.open([{ path: "replies.json", bytes: text.encode(JSON.stringify(replies)) }]);
  await expect(viewer.problems).toHaveCount(0);
  await expect(viewer.recording("replies.json")).toContainText("2 dumps");
  await expect(viewer.interval).toHaveCount(0);
  await expect(viewer.page.getByText("id and offsets reconstructed")).toBeVisible();
  await viewer.showAllStatistics();
  const rows = (await viewer.rows()).filter(({ source }) => source === "vcpu-0");
  const [, vcpu0] = replies["query-stats vcpu"].return;
  const raw = new Map(
    vcpu0.stats.map(({ name, value }: { name: string; value: number | boolean | number[] }) => [
      name,
      shownDigits([value].flat().reverse().map(BigInt)),
    ]),
  );
  const kernel = decodeDump(fixture("qmp/qemu-11.1.3-vcpu-0.bin")).stats;
  expect(rows.map(({ name, raw: digits }) => [name, digits])).toEqual(kernel.map(({ name }) => [name, raw.get(name)]));

  // the same page, from the raw dump: the same names, units and types
  await viewer.open([{ path: "raw.bin", bytes: fixture("qmp/qemu-11.1.3-vcpu-0.bin") }]);
  await viewer.showAllStatistics();
  const kinds = (all: typeof rows) => all.map(({ name, unit, type }) => ({ name, unit, type }));
  expect(kinds(await viewer.rows())).toEqual(kinds(rows));
});

test("buckets can be turned round, should a QEMU list them the other way one day", { tag: "@long" }, async ({
  viewer,
}) => {
  const replies = vcpuReplies();
  const histogram = replies["query-stats vcpu"].return[1].stats.find(
    ({ name }: { name: string }) => name === "halt_poll_fail_hist",
  );
  histogram.value = histogram.value.map((_: number, index: number) => index + 1);
  const counts = async (file: string) => {
    await viewer.open([{ path: file, bytes: text.encode(JSON.stringify(replies)) }]);
    await expect(viewer.recording(file)).toHaveAttribute("aria-current", "true");
    await viewer.showAllStatistics();
    const { disclose } = await viewer.statistic("halt_poll_fail_hist", "vcpu-0");
    await disclose.click();
    return viewer.table.locator("table.elements tbody tr td:last-child");
  };
  const shown = histogram.value.map(String);
  await expect(await counts("usual.json")).toHaveText(shown.toReversed());
  await paletteOf(viewer.page).run("first bucket first");
  await expect(await counts("turned.json")).toHaveText(shown);
});

test("a log with times is a series; a damaged line is one sentence with its byte, the lines around it stay", async ({
  viewer,
}) => {
  const lines = log();
  const cut = 12;
  lines[cut] = `${lines[cut]?.slice(0, 500)}\n`;
  const at = lines.slice(0, cut + 1).join("").length - 1;
  await viewer.open([{ path: "web.jsonl", bytes: text.encode(lines.join("")) }]);
  await expect(viewer.problems).toHaveText([new RegExp(`^web\\.jsonl: Cannot read the JSON text: .* at byte ${at}, `)]);
  await expect(viewer.sources).toHaveCount(4);
  await expect(viewer.recording("web.jsonl")).toContainText(`${(ROUNDS - 1) * 3} dumps`);
  await expect(viewer.chart("exits").plot).toBeVisible();
  await expect(viewer.range).toContainText("19.00 s");
  const last = replayedValues({ target: "vcpu", vcpu: 1, query: ROUNDS - 1 });
  const { raw } = await viewer.statistic("exits", "vcpu-1");
  // digits in groups of three
  await expect(raw).toHaveText(new RegExp(`^${[...shownDigits(last.get("exits") ?? [])].join("\\u2009?")}$`));
});
