import { type RefObject, useMemo } from "react";
import type { ChartView } from "../../chart/view-store.ts";
import { placeHistogram, placeWindow } from "../../series/aligned.ts";
import type { Answer, Question, SourceInfo, View } from "../../series/model.ts";
import { useAnswers } from "../use-answers.ts";
import { useRecording } from "../use-recording.ts";
import { type Alignment, type Placed, placeSides, viewOf } from "./aligned-view.ts";
import type { ComparedStat } from "./comparison.ts";
import type { Side, SideName } from "./sides.ts";

/** What a chart of a comparison is made of. */
export interface CompareBodyProps {
  readonly stat: ComparedStat;
  readonly a: Side;
  readonly b: Side;
  readonly view: ChartView;
  readonly alignment: Alignment;
  /** Two charts instead of one. */
  readonly apart: boolean;
  readonly visible: RefObject<boolean>;
}

/** A source of a side and its answer on the shared axis; null until the first. */
export interface PlacedAnswer {
  readonly side: SideName;
  readonly source: SourceInfo;
  readonly answer: Answer | null;
}

/** Asks `question` of every source of both sides that has the statistic, and lays the answers onto the shared axis. */
export function usePlaced(
  { stat, a, b, view, alignment, visible }: CompareBodyProps,
  most: number,
  question: (source: SourceInfo, view: View) => Question,
): readonly PlacedAnswer[] {
  const { client, onError } = useRecording();
  const asked = useMemo(() => {
    const placed = placeSides(a, b, alignment);
    const of = (side: SideName, { sources }: Side, place: Placed) =>
      sources
        .filter(({ scope, stats }) => scope === stat.scope && stats.some(({ key }) => key === stat.key))
        .slice(0, most)
        .map((source) => ({ side, source, place }));
    return [...of("a", a, placed.a), ...of("b", b, placed.b)];
  }, [a, b, alignment, stat, most]);
  const key = JSON.stringify([stat.id, asked.map(({ side, source, place }) => [side, source.id, place])]);
  const version = `${a.info.dumps} ${b.info.dumps}`;
  const answers = useAnswers({ client, view, visible, version, onError }, key, (_, wanted) =>
    asked.map(({ source, place }) => question(source, viewOf(place, wanted))),
  );
  return useMemo(
    () =>
      asked.map(({ side, source, place }, index) => ({ side, source, answer: placedAnswer(answers?.[index], place) })),
    [asked, answers],
  );
}

/** Sources of a side that are drawn as lines; more make no readable picture. */
export const MOST_OF_SIDE = 8;

function placedAnswer(answer: Answer | undefined, { by, within }: Placed): Answer | null {
  if (answer?.kind === "window") return placeWindow(answer, by, within);
  return answer?.kind === "histogram" ? placeHistogram(answer, by, within) : null;
}
