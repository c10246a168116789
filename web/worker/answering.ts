// What a worker that scans does with a request; the reply's arrays are moved, not copied.

import type { Answer } from "../series/model.ts";
import type { Scanner } from "../series/scanner.ts";
import type { ScanReply, ScanRequest } from "./protocol.ts";

/** Answers a request. Every error ends here and becomes a sentence. */
export function reply(scanner: Scanner, request: ScanRequest): { message: ScanReply; transfer: Transferable[] } {
  try {
    const answers = request.questions.map((question) => scanner.answer(question));
    return { message: { kind: "answers", id: request.id, answers }, transfer: answers.flatMap(buffersOf) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { message: { kind: "failed", id: request.id, message }, transfer: [] };
  }
}

function buffersOf(answer: Answer): ArrayBuffer[] {
  switch (answer.kind) {
    case "window": {
      const { min, max, first, last, mean, weight, count, marks, points } = answer;
      const columns = [min, max, first, last, mean, weight, count, marks].map(({ buffer }) => buffer);
      if (points === null) return columns;
      return [...columns, points.time.buffer, points.value.buffer, points.weight.buffer, points.marks.buffer];
    }
    case "histogram":
      return [answer.counts.buffer, answer.marks.buffer, answer.total.buffer];
    case "sample":
      return answer.reads.flatMap(({ data, previous }) => [data.buffer, ...(previous ? [previous.data.buffer] : [])]);
    case "export":
      return [answer.text.buffer];
    case "file":
      return [answer.bytes.buffer];
    case "range":
    case "step":
    case "quality":
      return [];
  }
}
