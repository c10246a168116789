// A TCP proxy that breaks connections: each one after as many bytes of the answer as it is told.

import { connect as connectTo, createServer, type Server, type Socket } from "node:net";

export interface BreakingProxy {
  readonly port: number;
  /** Connections so far. */
  connections(): number;
  /** Resets every connection there is. While `down` new ones are reset at once. */
  breakAll(down: boolean): void;
  up(): void;
  close(): void;
}

/** Passes connections on to a port; the nth is reset after `bytesOf(n)` bytes of the answer, Infinity: never. */
export async function startBreakingProxy(
  port: number,
  bytesOf: (connection: number) => number = () => Number.POSITIVE_INFINITY,
): Promise<BreakingProxy> {
  let connections = 0;
  let isDown = false;
  const open = new Set<Socket>();
  const server: Server = createServer((near) => {
    near.on("error", () => undefined);
    if (isDown) {
      near.resetAndDestroy();
      return;
    }
    open.add(near);
    near.on("close", () => open.delete(near));
    const most = bytesOf(connections++);
    const far = connectTo(port, "127.0.0.1");
    let passed = 0;
    near.pipe(far);
    far.on("data", (bytes) => {
      const part = bytes.subarray(0, Math.max(0, most - passed));
      passed += part.length;
      near.write(part, () => {
        if (passed >= most) {
          near.resetAndDestroy();
          far.destroy();
        }
      });
    });
    far.on("error", () => undefined);
    far.on("close", () => near.end());
    near.on("close", () => far.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    connections: () => connections,
    breakAll(down) {
      isDown = down;
      for (const socket of open) socket.resetAndDestroy();
    },
    up() {
      isDown = false;
    },
    close() {
      server.close();
    },
  };
}
