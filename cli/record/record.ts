// kvmscope record: VMs into a file.

import packageJson from "../../package.json" with { type: "json" };
import { displayName } from "../../web/format/text.ts";
import { parse } from "../arguments.ts";
import { counted, type Io } from "../io.ts";
import { createOpeners } from "./openers.ts";
import { RECORD_OPTIONS, type RecordOptions, recordOptions } from "./options.ts";
import { openOutput, reason } from "./output-file.ts";
import { PYTHON_RECORDER } from "./print-script.ts";
import type { Output } from "./rotate.ts";
import { openSession, type Session } from "./session.ts";
import { createStatus, type Status } from "./status.ts";
import { stopSignal } from "./stop.ts";
import { statusOf, summaryOf, wasLost } from "./summary.ts";

/** kvmscope record [-o FILE.mcap] [--interval T] [--duration T] SOURCE..: every round of every VM into a recording. */
export async function record(argv: readonly string[], io: Io): Promise<number> {
  const parsed = parse(argv, RECORD_OPTIONS);
  if (parsed.values.has("print-script")) {
    await io.out(PYTHON_RECORDER);
    return 0;
  }
  const options = recordOptions(parsed);
  const stop = stopSignal();
  const status = createStatus(io);
  try {
    const session = await openSession({
      sources: options,
      openers: createOpeners(options.buckets),
      duration: options.duration,
      signal: stop.signal,
      version: packageJson.version,
      say: status.say,
    });
    if (session.vms.length === 0) {
      if (session.unopened === 0) status.say("Cannot record: no VM runs on this host");
      return 2;
    }
    if (stop.signal.aborted) {
      await session.close();
      status.say("Stopped before the first round: nothing is recorded");
      return 1;
    }
    const output = await openOutput(options, session.clock).catch(async (error: unknown) => {
      await session.close();
      throw error;
    });
    return await recordSession({ session, output, options, status });
  } finally {
    stop.end();
  }
}

interface Recording {
  readonly session: Session;
  readonly output: Output;
  readonly options: RecordOptions;
  readonly status: Status;
}

async function recordSession({ session, output, options, status }: Recording): Promise<number> {
  const { tally, vms } = session;
  const [path = ""] = output.paths;
  status.print(
    `Recording ${counted(vms.length, "VM")} into ${displayName(path)}, a round every ${intervalText(session.interval)}; Ctrl-C ends it\n`,
  );
  const counts = () => ({ tally, paths: output.paths, bytes: output.bytes(), cpu: session.cpu() });
  status.start(() => statusOf(counts()));
  let broken = false;
  try {
    await session.run(output);
  } catch (error) {
    broken = true;
    const { code, message } = error as NodeJS.ErrnoException;
    const failed = code === undefined ? message : `Cannot write to ${output.paths.at(-1)}: ${reason(error)}`;
    status.say(`${failed}; what was written until then can be opened`);
  }
  status.stop();
  status.print(summaryOf(counts()));
  const ended =
    options.duration !== null && !options.all && [...tally.vms.values()].some(({ ends }) => ends.length > 0);
  return broken || ended || session.unopened > 0 || wasLost(tally) ? 1 : 0;
}

/** "100 ms", "1 s". */
function intervalText(ns: bigint): string {
  const ms = Number(ns) / 1e6;
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}
