// vCPUs that nobody ran: 42 scalars and 3 histograms of 32 buckets that grow by Poisson steps, half of the vCPUs idle, 35 % typical,
// 15 % busy: the data on which sizes of recordings are compared.

import { buildDump } from "./dump-builder.ts";

const BUCKETS = 32;
const HISTOGRAMS = ["halt_poll_success_hist", "halt_poll_fail_hist", "halt_wait_hist"] as const;

/** Events a second of a typical vCPU by scalar; what stands here as 0 never moves on such hosts, most of a table. */
const SCALARS: readonly (readonly [name: string, perSecond: number])[] = [
  ["halt_successful_poll", 300],
  ["halt_attempted_poll", 800],
  ["halt_poll_invalid", 0],
  ["halt_wakeup", 450],
  ["halt_poll_success_ns", -12_000],
  ["halt_poll_fail_ns", -48_000],
  ["halt_wait_ns", -1_800_000],
  ["blocking", 0],
  ["pf_taken", 0.5],
  ["pf_fixed", 0.5],
  ["pf_emulate", 0],
  ["pf_spurious", 0],
  ["pf_fast", 0],
  ["pf_mmio_spte_created", 0],
  ["pf_guest", 0],
  ["tlb_flush", 30],
  ["invlpg", 0],
  ["exits", 2600],
  ["io_exits", 25],
  ["mmio_exits", 3],
  ["signal_exits", 1],
  ["irq_window_exits", 18],
  ["nmi_window_exits", 0],
  ["l1d_flush", 0],
  ["halt_exits", 800],
  ["request_irq_exits", 0],
  ["irq_exits", 120],
  ["host_state_reload", 90],
  ["fpu_reload", 30],
  ["insn_emulation", 28],
  ["insn_emulation_fail", 0],
  ["hypercalls", 2],
  ["irq_injections", 750],
  ["nmi_injections", 0],
  ["req_event", 1500],
  ["nested_run", 0],
  ["directed_yield_attempted", 4],
  ["directed_yield_successful", 1],
  ["preemption_reported", 20],
  ["preemption_other", 6],
  ["guest_mode", 0],
  ["notify_window_exits", 0],
];

/** How much of a typical vCPU's rates a vCPU has. */
const LOADS = [0.02, 1, 12] as const;

export interface ModelVcpu {
  /** The next second's dump. */
  next(): Uint8Array<ArrayBuffer>;
}

/** vCPU number `vcpu`, the same for the same seed. Dumps have 1104 bytes of values. */
export function modelVcpu(vcpu: number, seed = 1): ModelVcpu {
  const random = randomOf(seed * 1_000_003 + vcpu);
  const place = (vcpu * 0.618_033_988_749) % 1;
  const load = LOADS[place < 0.5 ? 0 : place < 0.85 ? 1 : 2];
  const values = new Array<number>(SCALARS.length + HISTOGRAMS.length * BUCKETS).fill(0);
  const stats = [
    ...SCALARS.map(([name]) => ({ name, values: [0n] })),
    ...HISTOGRAMS.map((name) => ({
      name,
      type: 4,
      unit: 2,
      exponent: -9,
      values: new Array<bigint>(BUCKETS).fill(0n),
    })),
  ];
  const dump = buildDump({ id: `kvm-4711/vcpu-${vcpu}`, stats });
  const view = new DataView(dump.buffer, dump.length - values.length * 8);
  for (const [i, [, rate]] of SCALARS.entries()) values[i] = Math.floor(Math.abs(rate) * load * 36_000 * random());

  function step(): void {
    const polls = poisson(800 * load, random);
    const won = Math.round(polls * 0.37);
    for (const [i, [, rate]] of SCALARS.entries()) {
      if (rate > 0) values[i] = (values[i] ?? 0) + poisson(rate * load, random);
      else if (rate < 0) values[i] = (values[i] ?? 0) + Math.round(-rate * polls * (0.8 + 0.4 * random()));
    }
    for (const [h, [count, centre]] of (
      [
        [won, 13],
        [polls - won, 16],
        [polls - won, 21],
      ] as const
    ).entries()) {
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        const share = Math.exp(-((bucket - centre) ** 2) / 4) / Math.sqrt(4 * Math.PI);
        const at = SCALARS.length + h * BUCKETS + bucket;
        values[at] = (values[at] ?? 0) + poisson(count * share, random);
      }
    }
  }

  return {
    next() {
      step();
      for (const [i, value] of values.entries()) view.setBigUint64(i * 8, BigInt(value), true);
      return dump.slice();
    },
  };
}

/** Poisson numbers: counted below 30, the normal approximation above. */
function poisson(mean: number, random: () => number): number {
  if (mean <= 0) return 0;
  if (mean > 30) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
  }
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}

/** Numbers in [0, 1), the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
