import { useEffect, useRef, useState } from "react";
import { Icon } from "./Icon.tsx";
import { onToast, type Toast } from "./toasts.ts";
import "./toasts.css";

/** ms; one with a button stays long enough to be reached by keys. */
const STAYS = 6000;
const STAYS_WITH_ACTION = 15_000;
/** The older ones go when there are more. */
const MOST = 3;

/** Short messages over the foot of the page, read politely. They wait while the pointer or the focus is on them. */
export function Toasts() {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const [held, setHeld] = useState(false);
  useEffect(() => onToast((toast) => setToasts((before) => [...before, toast].slice(-MOST))), []);
  function dismiss(id: number): void {
    setToasts((before) => before.filter((each) => each.id !== id));
    setHeld(false);
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done here, the messages only wait
    <div
      className="toasts"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div role="status">
        <ul aria-label="Messages">
          {toasts.map((toast) => (
            <Message key={toast.id} toast={toast} held={held} onDone={dismiss} />
          ))}
        </ul>
      </div>
    </div>
  );
}

interface MessageProps {
  readonly toast: Toast;
  readonly held: boolean;
  readonly onDone: (id: number) => void;
}

function Message({ toast, held, onDone }: MessageProps) {
  const { id, text, action } = toast;
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => done.current(id), action === null ? STAYS : STAYS_WITH_ACTION);
    return () => clearTimeout(timer);
  }, [held, id, action]);
  return (
    <li className="toast">
      <span>{text}</span>
      {action !== null && (
        <button
          type="button"
          onClick={() => {
            action.run();
            onDone(id);
          }}
        >
          {action.label}
        </button>
      )}
      <button type="button" className="quiet" aria-label="Dismiss the message" onClick={() => onDone(id)}>
        <Icon name="close" />
      </button>
    </li>
  );
}
