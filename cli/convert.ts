import { displayName } from "../web/format/text.ts";
import { anonymousFacts } from "./convert/anonymise.ts";
import { type Destination, fileDestination, folderDestination } from "./convert/destination.ts";
import { type ConvertOptions, convertOptions } from "./convert/options.ts";
import { type Part, partsOf } from "./convert/parts.ts";
import { writeRecording } from "./convert/to-mcap.ts";
import { writeRaw } from "./convert/to-raw.ts";
import { counted, type Io } from "./io.ts";
import { type Opened, openAll } from "./opened.ts";
import { reason } from "./record/output-file.ts";
import { createFileOutput } from "./recording/output.ts";

/**
 * kvmscope convert INPUT.. -o OUT: anything that opens as a recording, or as raw dumps again. Every byte is one that the
 * engine read.
 */
export async function convert(argv: readonly string[], io: Io): Promise<number> {
  const options = convertOptions(argv);
  const { output, force, to } = options;
  let destination: Destination | null = null;
  const done = whenStopped(() => destination?.abandon());
  try {
    destination = await (to === "raw" ? folderDestination(output, force) : fileDestination(output, force));
    const opened = await openAll(options.inputs, io, { interval: options.interval, lists: options.lists });
    const written = await write(opened, options, destination, io);
    if (!written) destination.abandon();
    return written ? Number(opened.unread > 0) : 2;
  } catch (error) {
    destination?.abandon();
    const { code, syscall } = error as NodeJS.ErrnoException;
    throw code !== undefined && syscall !== undefined
      ? new Error(`Cannot write ${output}: ${reason(error)}`, { cause: error })
      : error;
  } finally {
    done();
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs `clean` before one of these signals ends the process; what it returns undoes that. */
function whenStopped(clean: () => void): () => void {
  const off = () => {
    for (const name of SIGNALS) process.off(name, stop);
  };
  const stop = (name: NodeJS.Signals) => {
    off();
    clean();
    process.kill(process.pid, name);
  };
  for (const name of SIGNALS) process.on(name, stop);
  return off;
}

/** Returns whether there was anything to write. */
async function write(opened: Opened, options: ConvertOptions, destination: Destination, io: Io): Promise<boolean> {
  const say = (sentence: string) => io.err(`kvmscope: ${displayName(sentence, 4096)}\n`);
  const { info } = opened;
  const untimed = info.sources.filter(({ timing }) => timing === "ask");
  const [first] = untimed;
  if (first) {
    const others = untimed.length > 1 ? ` and of ${counted(untimed.length - 1, "other source")}` : "";
    say(
      `Cannot convert: ${counted(first.samples, "dump")} of ${first.label}${others} carry no time. When they were made is not in them; were they taken evenly, --interval 250ms counts time from the first one on`,
    );
    return false;
  }
  const parts = partsOf(opened, options);
  if (parts.length === 0) {
    say(info.dumps === 0 ? "Cannot convert: there is no dump in it" : nothingLeft(opened, options));
    return false;
  }
  if (info.start === null) say("no dump says when it was made: times count from 1970-01-01");
  if (options.to === "raw" && options.anonymise)
    say("with --anonymise the dumps are not exact: their ids are made anew");
  const samples = await writeParts(opened, parts, options, destination);
  await destination.finish();
  say(`${counted(samples, "sample")} of ${counted(parts.length, "source")} written to ${options.output}`);
  return true;
}

/** Why, with what there is. */
function nothingLeft({ info }: Opened, { wants }: ConvertOptions): string {
  const names = info.sources.map(({ vm, label }) => ({ vm: info.vms[vm]?.name ?? info.name, label }));
  if (names.some(({ vm, label }) => wants(vm, label))) return "Cannot convert: --trim leaves nothing";
  const known = names.slice(0, 8).map(({ vm, label }) => `${vm}/${label}`);
  const more = names.length > known.length ? ` and ${counted(names.length - known.length, "other")}` : "";
  return `Cannot convert: --source leaves nothing; there are ${known.join(", ")}${more}`;
}

async function writeParts(
  { info }: Opened,
  parts: readonly Part[],
  { to, compact, messageIndex, anonymise }: ConvertOptions,
  { path }: Destination,
): Promise<number> {
  if (to === "raw") return writeRaw(parts, path);
  const facts = info.facts.flatMap(({ name, entries }) => {
    const kept = anonymise ? anonymousFacts(name, entries) : entries;
    return kept === null ? [] : [{ name, entries: kept }];
  });
  return writeRecording({ parts, facts, compact, messageIndex }, await createFileOutput(path));
}
