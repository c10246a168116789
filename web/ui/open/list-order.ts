// How monitor replies list the buckets of a histogram: as QEMU does, unless somebody turned it round here.

import { useState } from "react";
import type { ListOrder } from "../../format/qmp-table.ts";
import { useCommands } from "../commands/commands.ts";

const KEY = "kvmscope-list-order";

/** Chosen since the page was opened: a closed storage keeps nothing. */
let chosen: ListOrder | null = null;

/** What the next file is read with. */
export function storedListOrder(): ListOrder {
  if (chosen !== null) return chosen;
  try {
    return localStorage.getItem(KEY) === "first-first" ? "first-first" : "last-first";
  } catch {
    return "last-first";
  }
}

/** The command that turns it round. */
export function useListOrderCommand(): void {
  const [order, setOrder] = useState(storedListOrder);
  const other: ListOrder = order === "last-first" ? "first-first" : "last-first";
  useCommands([
    {
      id: "list-order",
      title:
        order === "last-first"
          ? "Read monitor replies with the first bucket first"
          : "Read monitor replies with the last bucket first, as QEMU gives them",
      group: "Recordings",
      detail: "from the next file on",
      words: "qmp qemu histogram order reversed lists",
      run() {
        chosen = other;
        setOrder(other);
        try {
          localStorage.setItem(KEY, other);
        } catch {
          // a closed storage only means that the choice ends with the page
        }
      },
    },
  ]);
}
