import { Component, type ReactNode } from "react";
import { loadAgain } from "./later.ts";

interface Props {
  /** What is inside, for the sentence: "this chart". */
  readonly what: string;
  readonly children: ReactNode;
}

interface State {
  readonly message: string | null;
}

/** Keeps a crash to the part it happened in: one sentence there, the rest of the page goes on. */
export class Boundary extends Component<Props, State> {
  override readonly state: State = { message: null };

  static getDerivedStateFromError(reason: unknown): State {
    return { message: reason instanceof Error ? reason.message : String(reason) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === null) return this.props.children;
    return (
      <div className="crash" role="alert">
        <p>
          Cannot show {this.props.what}: {message}
        </p>
        <button
          type="button"
          onClick={() => {
            loadAgain();
            this.setState({ message: null });
          }}
        >
          Try again
        </button>
      </div>
    );
  }
}
