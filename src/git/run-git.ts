import { execFile } from 'node:child_process';

const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Standard output of a git command below `folder`; null when git is not there or the command fails. It never asks for
 * anything, and runs neither hooks nor monitors that a repository's configuration names.
 */
export async function runGit(folder: string, args: readonly string[], input = ''): Promise<Buffer | null> {
  const safe = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '--no-optional-locks', ...args];
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };
  return new Promise((done) => {
    const options = { cwd: folder, env, encoding: 'buffer', maxBuffer: MAX_BYTES } as const;
    const child = execFile('git', safe, options, (error, stdout) => done(error === null ? stdout : null));
    // A git that ends before it has read everything is known by its exit code.
    child.stdin?.on('error', () => undefined).end(input);
  });
}
