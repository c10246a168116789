// Whether something is under way, for the page's own marks and for whoever waits for it from outside:
// document.documentElement.dataset.state is "opening", "busy" or "idle".

import type { RecordingId } from "../../series/model.ts";
import type { Client } from "../../worker/client.ts";

let asking = 0;
/** What the page still waits for at its start. */
let opening = true;
/** Recordings that are being read: known at once, also where one is open before React has drawn that it opens. */
const reading = new Set<RecordingId>();
let settled = 0;

/** The client, its questions counted. */
export function countQuestions(client: Client): Client {
  client.subscribe((event) => {
    if (event.kind === "crashed") reading.clear();
    else if (event.kind === "closed") reading.delete(event.recording);
    else if (event.kind === "recording" && event.info.state !== "opening") reading.delete(event.info.id);
    else return;
    show();
  });
  return {
    isolated: client.isolated,
    workers: client.workers,
    open(name, apart, lists) {
      const begun = client.open(name, apart, lists);
      reading.add(begun.recording);
      show();
      return begun;
    },
    follow: (name, followed) => client.follow(name, followed),
    retry: (recording) => client.retry(recording),
    back: (recording) => client.back(recording),
    look: (recording, at) => client.look(recording, at),
    save: (recording) => client.save(recording),
    setInterval: (recording, interval) => client.setInterval(recording, interval),
    close(recording) {
      client.close(recording);
      reading.delete(recording);
      show();
    },
    subscribe: (listener) => client.subscribe(listener),
    async ask(questions, signal) {
      asking++;
      show();
      try {
        return await client.ask(questions, signal);
      } finally {
        asking--;
        show();
      }
    },
  };
}

/** Says whether files are being read. */
export function setOpening(value: boolean): void {
  opening = value;
  show();
}

/** Idle is only said two frames after the last answer: by then React has drawn it and asked what it still needs. */
function show(): void {
  cancelAnimationFrame(settled);
  const { dataset } = document.documentElement;
  const opens = opening || reading.size > 0;
  if (opens || asking > 0) {
    dataset["state"] = opens ? "opening" : "busy";
    return;
  }
  settled = requestAnimationFrame(() => {
    settled = requestAnimationFrame(() => {
      dataset["state"] = "idle";
    });
  });
}
