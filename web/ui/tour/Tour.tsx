import { useEffect, useId, useRef, useState } from "react";
import { runCommand, useCommands } from "../commands/commands.ts";
import { Icon } from "../page/Icon.tsx";
import { rememberTour, tourSeen } from "./seen.ts";
import { STEPS } from "./steps.ts";
import "./tour.css";

/** The tour, when it was asked for: a card that blocks nothing, and an outline around what it is about. */
export function Tour() {
  const [step, setStep] = useState<number | null>(null);
  const titleId = useId();
  const title = useRef<HTMLHeadingElement>(null);
  const before = useRef<Element | null>(null);
  useCommands([
    {
      id: "tour",
      title: "Tour: three steps through the page",
      group: "Page",
      words: "introduction first help learn guide",
      run() {
        rememberTour();
        before.current = document.activeElement;
        setStep(0);
      },
    },
  ]);
  const shown = step === null ? undefined : STEPS[step];

  useEffect(() => {
    if (shown === undefined) return;
    title.current?.focus();
    const target = document.querySelector<HTMLElement>(shown.target);
    target?.scrollIntoView({ block: "nearest" });
    target?.setAttribute("data-tour", "");
    return () => target?.removeAttribute("data-tour");
  }, [shown]);

  if (step === null || shown === undefined) return null;
  const last = step === STEPS.length - 1;
  function end(): void {
    setStep(null);
    if (before.current instanceof HTMLElement) before.current.focus();
  }
  return (
    <section
      className="tour"
      aria-labelledby={titleId}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        end();
      }}
    >
      <p className="muted small">
        Tour, {step + 1} of {STEPS.length}
      </p>
      <h2 id={titleId} ref={title} tabIndex={-1}>
        {shown.title}
      </h2>
      <p>{shown.text}</p>
      <div className="tour-buttons">
        <button type="button" disabled={step === 0} onClick={() => setStep(step - 1)}>
          Back
        </button>
        <button type="button" className="primary" onClick={() => (last ? end() : setStep(step + 1))}>
          {last ? "Done" : "Next"}
        </button>
        <button type="button" className="quiet" aria-label="End the tour" onClick={end}>
          <Icon name="close" />
        </button>
      </div>
    </section>
  );
}

/** Offers the tour on the first visit, at the end of the left column. It stays until it is answered, and never comes back. */
export function TourOffer() {
  const [offered, setOffered] = useState(() => !tourSeen());
  if (!offered) return null;
  function answer(): void {
    rememberTour();
    setOffered(false);
  }
  return (
    <section className="tour-offer" aria-label="Tour">
      <p>New here? Three steps show what this page does.</p>
      <div className="tour-buttons">
        <button
          type="button"
          onClick={() => {
            answer();
            runCommand("tour");
          }}
        >
          Start the tour
        </button>
        <button type="button" className="quiet" onClick={answer}>
          No, thanks
        </button>
      </div>
    </section>
  );
}
