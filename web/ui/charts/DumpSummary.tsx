import { displayName } from "../../format/text.ts";
import type { SourceInfo } from "../../series/model.ts";
import { sourceName } from "../sources/source-names.ts";
import { useRecording } from "../use-recording.ts";

/** Sources described at most: more are in the tree. */
const MOST = 8;

/** Without a clock: what was opened, as its headers say. */
export function DumpSummary() {
  const { info, recording } = useRecording();
  const sources = info.sources.filter((source) => recording.charted.has(source.id)).slice(0, MOST);
  if (sources.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="scroll-x" aria-label="What was opened" tabIndex={0}>
      <table className="summary">
        <caption>What was opened</caption>
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">Id</th>
            <th scope="col">Dumps</th>
            <th scope="col">Statistics</th>
            <th scope="col">Not 0</th>
            <th scope="col">Byte order</th>
            <th scope="col">Name size</th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <Row key={source.id} source={source} name={sourceName(source, info)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ source, name }: { readonly source: SourceInfo; readonly name: string }) {
  const table = source.generations.at(-1)?.table;
  return (
    <tr>
      <th scope="row">{displayName(name, 40)}</th>
      <td>{displayName(table?.id ?? "", 60) || "–"}</td>
      <td>{source.samples.toLocaleString("en-US")}</td>
      <td>{source.stats.length}</td>
      <td>{source.stats.filter((stat) => stat.nonzero).length}</td>
      <td>{table?.order ?? "–"}</td>
      <td>{table === undefined ? "–" : `${table.header.nameSize} bytes`}</td>
    </tr>
  );
}
