import { type KeyboardEvent, type RefObject, Suspense, useRef, useState } from "react";
import type { StatRef } from "../../series/catalog.ts";
import { chartOption, useOption } from "../options.ts";
import { Icon, type IconName } from "../page/Icon.tsx";
import { later } from "../page/later.ts";
import { chartId, MAXIMISED } from "../state.ts";
import { useSteady } from "../use-recording.ts";

const SaveMenu = later(() => import("../export/SaveMenu.tsx").then((module) => module.SaveMenu));

/** Where a panel stands among others. */
export interface PanelPlace {
  readonly pinned: boolean;
  readonly maximised: boolean;
  /** Its neighbours in the same section; null at an end. */
  readonly before: StatRef | null;
  readonly after: StatRef | null;
}

interface Props {
  readonly chart: StatRef;
  /** As it may be shown. */
  readonly name: string;
  readonly place: PanelPlace;
}

/** The buttons of a panel: pin, maximise, save, move, close. */
export function PanelTools({ chart, name, place }: Props) {
  const { recording, dispatch, onError } = useSteady();
  const [saving, setSaving] = useState(false);
  const saveButton = useRef<HTMLElement | null>(null);
  const [, setPinned] = useOption(chartOption(chart, "pinned"));
  const [, setMaximised] = useOption(MAXIMISED);
  const tools = useRef<HTMLDivElement>(null);
  const [wanted, setStop] = useState("pin");
  const { id } = recording;
  const { pinned, maximised, before, after } = place;

  // a button that is not there takes no Tab
  const stop = maximised && (wanted === "up" || wanted === "down") ? "pin" : wanted;

  function move(to: StatRef | null, tool: string): void {
    if (to === null) return;
    dispatch({ kind: "move chart", id, chart, to });
    keepFocus(chart, tools, tool);
  }

  /** One stop for Tab, arrows go from button to button. */
  function onKeyDown(event: KeyboardEvent): void {
    const buttons = [...(tools.current?.querySelectorAll<HTMLElement>("button") ?? [])];
    const by = new Map([
      ["ArrowLeft", -1],
      ["ArrowRight", 1],
    ]).get(event.key);
    if (by === undefined || !(event.target instanceof HTMLElement)) return;
    const next = buttons[buttons.indexOf(event.target) + by];
    if (next === undefined) return;
    event.preventDefault();
    setStop(next.dataset["tool"] ?? "pin");
    next.focus();
  }

  return (
    <div className="panel-buttons" role="toolbar" aria-label={`Tools of ${name}`} ref={tools} onKeyDown={onKeyDown}>
      <Tool
        icon={pinned ? "unpin" : "pin"}
        label={pinned ? `Unpin ${name}` : `Pin ${name}`}
        pressed={pinned}
        tool="pin"
        stop={stop === "pin"}
        onPress={() => {
          setPinned(pinned ? null : "yes");
          keepFocus(chart, tools, "pin");
        }}
      />
      <Tool
        icon={maximised ? "restore" : "maximise"}
        label={maximised ? `Restore ${name}` : `Maximise ${name}`}
        pressed={maximised}
        tool="maximise"
        stop={stop === "maximise"}
        onPress={() => {
          setMaximised(maximised ? null : chartId(chart));
          keepFocus(chart, tools, "maximise");
        }}
      />
      <Tool
        icon="save"
        label={`Save ${name}`}
        tool="save"
        stop={stop === "save"}
        menu={saving}
        onPress={(button) => {
          saveButton.current = button;
          setSaving(true);
        }}
      />
      {saving && (
        <Suspense fallback={null}>
          <SaveMenu button={saveButton} name={name} onClose={() => setSaving(false)} onError={onError} />
        </Suspense>
      )}
      {!maximised && (
        <>
          <Tool
            icon="up"
            label={`Move ${name} up`}
            off={before === null}
            tool="up"
            stop={stop === "up"}
            onPress={() => move(before, "up")}
          />
          <Tool
            icon="down"
            label={`Move ${name} down`}
            off={after === null}
            tool="down"
            stop={stop === "down"}
            onPress={() => move(after, "down")}
          />
        </>
      )}
      <Tool
        icon="close"
        label={`Close ${name}`}
        tool="close"
        stop={stop === "close"}
        onPress={() => {
          if (maximised) setMaximised(null);
          dispatch({ kind: "toggle chart", id, chart });
        }}
      />
    </div>
  );
}

interface ToolProps {
  readonly icon: IconName;
  readonly label: string;
  readonly tool: string;
  /** Tab goes to it. */
  readonly stop: boolean;
  readonly pressed?: boolean;
  /** It does nothing here, but keeps the focus. */
  readonly off?: boolean;
  /** It opens a menu, which is open or not. */
  readonly menu?: boolean;
  readonly onPress: (button: HTMLElement) => void;
}

function Tool({ icon, label, tool, stop, pressed, off = false, menu, onPress }: ToolProps) {
  return (
    <button
      type="button"
      className="quiet"
      data-tool={tool}
      tabIndex={stop ? 0 : -1}
      aria-label={label}
      title={label}
      aria-disabled={off || undefined}
      data-pressed={pressed || undefined}
      {...(menu !== undefined && { "aria-haspopup": "menu" as const, "aria-expanded": menu })}
      onClick={(event) => {
        if (!off) onPress(event.currentTarget);
      }}
    >
      <Icon name={icon} />
    </button>
  );
}

/** After its panel was moved in the page a button is no longer the same element: its place takes the focus, and comes into sight. */
function keepFocus(chart: StatRef, tools: RefObject<HTMLElement | null>, tool: string): void {
  if (tools.current?.contains(document.activeElement) !== true) return;
  requestAnimationFrame(() => {
    const panel = panelOf(chart);
    panel?.querySelector<HTMLElement>(`[data-tool="${tool}"]`)?.focus({ preventScroll: true });
    if (tool !== "pin") panel?.scrollIntoView({ block: "nearest" });
  });
}

/** The panel of a chart on the page. */
export function panelOf(chart: StatRef): HTMLElement | null {
  return panelWithId(chartId(chart));
}

/** The panel of a chart on the page by its `chartId`: no selector finds the NUL in that of a figure. */
export function panelWithId(id: string): HTMLElement | null {
  const panels = document.querySelectorAll<HTMLElement>("[data-chart]");
  return [...panels].find((panel) => panel.dataset["chart"] === id) ?? null;
}
