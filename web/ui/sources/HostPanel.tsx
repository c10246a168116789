import { useId, useMemo } from "react";
import { useSteady } from "../use-recording.ts";
import { type Fact, hostsOf, otherRecords } from "./host-facts.ts";
import { readingsOf } from "./readings.ts";
import "./host.css";

/** VMs listed without being unfolded. */
const FEW = 3;

/** What a recording says about itself: its host, how its VMs were read, what others noted in it. Nothing for plain dumps. */
export function HostPanel() {
  const { info } = useSteady();
  const hosts = useMemo(() => hostsOf(info), [info]);
  const others = useMemo(() => otherRecords(info), [info]);
  const { vms, unlisted } = useMemo(() => readingsOf(info), [info]);
  const id = useId();
  const read = (
    <>
      <Facts facts={vms.map(({ name, text }) => ({ name, value: text }))} />
      {unlisted > 0 && <p className="muted small">{unlisted.toLocaleString("en-US")} more are not listed</p>}
    </>
  );
  return (
    <>
      {hosts.length > 0 && (
        <section aria-labelledby={`${id}-host`} className="host">
          <h2 id={`${id}-host`}>Host {hosts.length > 1 && <span className="count">{hosts.length}</span>}</h2>
          {hosts.map(({ title, facts, parameters }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two hosts may be called the same
            <details key={index}>
              <summary>{title}</summary>
              <Facts facts={facts} />
              {parameters.length > 0 && (
                <details>
                  <summary>
                    {parameters.length} more module {parameters.length === 1 ? "parameter" : "parameters"}
                  </summary>
                  <Facts facts={parameters} />
                </details>
              )}
            </details>
          ))}
        </section>
      )}
      {vms.length > 0 && (
        <section aria-labelledby={`${id}-read`} className="host">
          <h2 id={`${id}-read`}>How it was read</h2>
          {vms.length > FEW ? (
            <details>
              <summary>{vms.length + unlisted} VMs</summary>
              {read}
            </details>
          ) : (
            read
          )}
        </section>
      )}
      {others.length > 0 && (
        <section aria-labelledby={`${id}-other`} className="host">
          <h2 id={`${id}-other`}>Other metadata</h2>
          {others.map(({ title, facts }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two records may be called the same
            <details key={index}>
              <summary>{title}</summary>
              <Facts facts={facts} />
            </details>
          ))}
        </section>
      )}
    </>
  );
}

function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl>
      {facts.map(({ name, value }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two names may be cut to the same
        <div key={index}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
