import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('main.mjs', import.meta.url));

/** Starts the vendor server in a process of its own. */
export async function startServer() {
  const child = spawn(process.execPath, [main], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = await once(child.stdout, 'data');
  const base = `http://127.0.0.1:${Number(String(port))}`;
  return {
    base,
    /**
     * All written state and counts are forgotten. `size`: targets; `every`: one in so many differs; `record`: keep the requests;
     * `allowed`: calls a second below one base URL, null: any number.
     */
    reset: async (settings) =>
      void (await (await fetch(`${base}/bench/reset`, { method: 'POST', body: JSON.stringify(settings) })).text()),
    /** `{ calls, peak, perBase, connections, unknown, log, throttled }` since the last reset. */
    seen: async () => (await fetch(`${base}/bench/seen`)).json(),
    stop: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
