// What record and live share: VMs opened, an interval chosen, rounds into a sink.

import type { RoundSink, VmReader } from "../recording/model.ts";
import { type Clock, systemClock } from "./clock.ts";
import { hostFacts } from "./host.ts";
import type { SourceOptions } from "./options.ts";
import { type Openers, openFleet } from "./readers.ts";
import { runRecorder } from "./recorder.ts";
import { createSchedule } from "./schedule.ts";
import { newTally, type Tally } from "./summary.ts";

export interface SessionOptions {
  readonly sources: SourceOptions;
  readonly openers: Openers;
  /** ns; null until it is stopped. */
  readonly duration: bigint | null;
  readonly signal: AbortSignal;
  readonly version: string;
  /** One sentence for the user; may hold hostile text. */
  readonly say: (sentence: string) => void;
}

export interface Session {
  /** VMs that are open now. */
  readonly vms: readonly VmReader[];
  /** VMs named or found that could not be opened. */
  readonly unopened: number;
  /** ns between rounds, as it is now. */
  readonly interval: bigint;
  readonly clock: Clock;
  /** Counts while it runs. */
  readonly tally: Tally;
  /** CPU time of this process since the rounds began, ns. */
  cpu(): bigint;
  /** Rounds until the end: see runRecorder. Once. */
  run(sink: RoundSink): Promise<void>;
  /** For a session that is not run. */
  close(): Promise<void>;
}

const FAST = 100_000_000n; // ns
/** Where every reading takes the vCPUs out of their guest. */
const GENTLE = 1_000_000_000n; // ns

/** Opens the VMs. What cannot be opened has been said. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { sources, openers, duration, signal, version, say } = options;
  const fleet = await openFleet({ sources, openers, say, patient: duration !== null });
  const clock = systemClock();
  const tally = newTally(clock.now());
  let interval = sources.interval ?? (fleet.vms.some(({ disturbs }) => disturbs !== null) ? GENTLE : FAST);
  let cpu = process.cpuUsage();

  return {
    clock,
    tally,
    get vms() {
      return fleet.vms;
    },
    get unopened() {
      return fleet.unopened;
    },
    get interval() {
      return interval;
    },
    cpu() {
      const { user, system } = process.cpuUsage(cpu);
      return BigInt(user + system) * 1000n;
    },
    async run(sink) {
      cpu = process.cpuUsage();
      tally.start = clock.now();
      tally.end = tally.start;
      const schedule = createSchedule({ clock, interval, duration, signal });
      const arrived = (vm: VmReader) => {
        if (vm.disturbs === null) return;
        say(`${vm.vm}: ${vm.disturbs}`);
        if (sources.interval !== null || interval === GENTLE) return;
        interval = GENTLE;
        schedule.change(interval);
        say("from now on one round a second; --interval says otherwise");
      };
      const host = hostFacts({ interval, version });
      await runRecorder({ fleet, sink, schedule, clock, host, signal, tally, say, arrived }).finally(() =>
        fleet.close(),
      );
    },
    close: () => fleet.close(),
  };
}
