// Whether something is under way, for the page's own marks and for whoever waits for it from outside:
// document.documentElement.dataset.state is "opening", "busy" or "idle".

import type { Client } from "../../worker/client.ts";

let asking = 0;
let opening = true;
let settled = 0;

/** The client, its questions counted. */
export function countQuestions(client: Client): Client {
  return {
    isolated: client.isolated,
    workers: client.workers,
    open: (name, apart) => client.open(name, apart),
    setInterval: (recording, interval) => client.setInterval(recording, interval),
    close: (recording) => client.close(recording),
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
  if (opening || asking > 0) {
    dataset["state"] = opening ? "opening" : "busy";
    return;
  }
  settled = requestAnimationFrame(() => {
    settled = requestAnimationFrame(() => {
      dataset["state"] = "idle";
    });
  });
}
