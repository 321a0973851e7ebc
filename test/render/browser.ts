import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

/** Chromium of this machine: `CHROMIUM_PATH`, or where Debian puts it; null when there is none. */
export const chromiumPath: string | null =
  [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find(
    (path) => path !== undefined && path !== '' && existsSync(path),
  ) ?? null;

if (chromiumPath === null)
  console.warn("No browser: pages are not looked at. Install Debian's chromium, or set CHROMIUM_PATH to a Chromium.");

export function launch(): Promise<Browser> {
  // Chromium refuses its sandbox to root, which CI machines often are.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: chromiumPath!, args });
}

/** The page as a file, as it is when a CI system hands it out as an artifact. */
export function pageFile(html: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'auditform-page-')), 'plan.html');
  writeFileSync(file, html);
  return pathToFileURL(file).href;
}
