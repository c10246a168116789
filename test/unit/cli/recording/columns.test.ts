import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ColumnSample, encodeColumns } from "../../../../cli/recording/columns.ts";
import { createMemoryOutput } from "../../../../cli/recording/output.ts";
import { COMPACT, createRecordingWriter } from "../../../../cli/recording/writer.ts";
import { decodeColumns } from "../../../support/columns-twin.ts";
import { streamed } from "../../../support/official-readers.ts";
import { assertProperty, u64 } from "../../../support/property.ts";
import { modelVcpu } from "../../../support/vcpu-model.ts";

const START = 1_795_341_600_000_000_000n;

const samples = fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 7 })).chain(([values, tail]) =>
  fc.array(
    fc.record({
      sequence: fc.nat({ max: 2 ** 32 - 1 }),
      logTime: u64(),
      publishTime: u64(),
      data: fc
        .tuple(
          fc.array(u64(), { minLength: values, maxLength: values }),
          fc.uint8Array({ minLength: tail, maxLength: tail }),
        )
        .map(([numbers, rest]) => Buffer.concat([new Uint8Array(BigUint64Array.from(numbers).buffer), rest])),
    }),
    { minLength: 1, maxLength: 9 },
  ),
);

const text = ({
  sequence,
  logTime,
  publishTime,
  data,
}: Omit<ColumnSample, "sequence"> & { sequence: number | bigint }) =>
  `${sequence} ${logTime} ${publishTime} ${Buffer.from(data).toString("hex")}`;

describe("columns", () => {
  it("hold every sample, bit for bit, in both byte orders", () => {
    assertProperty(
      fc.property(samples, fc.constantFrom("little" as const, "big" as const), (given, order) => {
        expect(decodeColumns(encodeColumns(given, order)).map(text)).toEqual(given.map(text));
      }),
    );
  });

  it("spend a byte on a column that never moves, and one on each small step up or down", () => {
    const flat = Array.from({ length: 60 }, (_, i) => {
      const time = START + BigInt(i) * 1_000_000_000n;
      const data = new Uint8Array(BigUint64Array.from([7n, 2n ** 60n + BigInt(i % 2)]).buffer);
      return { sequence: i, logTime: time, publishTime: time, data };
    });
    // head, 5 columns, and steps: 1 byte of sequence, 4 of time, none of lateness, 0 and 1 of the values
    expect(encodeColumns(flat, "little")).toHaveLength(16 + 9 * 5 + 59 * (1 + 4 + 0 + 0 + 1));
  });

  it("take at most 60 bytes for each 1104 bytes of 64 vCPUs", async () => {
    const [vcpus, minutes] = [64, 2];
    const output = createMemoryOutput();
    const writer = await createRecordingWriter(output, COMPACT);
    const models = Array.from({ length: vcpus }, (_, vcpu) => modelVcpu(vcpu));
    for (let minute = 0; minute < minutes; minute++) {
      for (const [vcpu, model] of models.entries()) {
        const dumps = Array.from({ length: 60 }, () => model.next());
        const rows = dumps.map((dump, i) => {
          const sequence = minute * 60 + i;
          const publishTime = START + BigInt(sequence) * 1_000_000_000n;
          // read one after the other, some 20 microseconds sooner or later
          const logTime = publishTime + BigInt(100_000 + vcpu * 3000 + ((sequence * 7919 + vcpu * 104_729) % 40_000));
          return { sequence, publishTime, logTime, data: dump.subarray(dump.length - 1104) };
        });
        const [first] = rows;
        const facts = { vm: "v", source: `vcpu-${vcpu}`, generation: 0, pid: "1", how: "stats-fd", disturbs: null };
        if (!first || !dumps[0]) throw new Error("Cannot make a model");
        const place = writer.place({ ...facts, reconstructed: false }, dumps[0]);
        if (place) await writer.addColumns("v", place, first, encodeColumns(rows, "little"));
      }
    }
    await writer.end();
    const bytes = output.bytes();
    expect(bytes.length / (vcpus * minutes * 60)).toBeLessThanOrEqual(60);
    const { messages } = streamed(bytes);
    expect(messages.flatMap(({ data }) => decodeColumns(data))).toHaveLength(vcpus * minutes * 60);
    expect(messages[0]?.channel.messageEncoding).toBe("kvm-stats-columns");
  }, 120_000);
});
