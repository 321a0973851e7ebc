import { hostOf } from '../model/host.ts';
import { ProviderError } from '../providers/provider-error.ts';

/** The hosts that connections may reach: names, addresses, `*.domain`, each with `:port` or without. Null: any. */
export type HostList = readonly string[] | null;

/** Whether a URL's host is listed. Letter case and a dot at the end do not matter; without a port any port will do. */
export function isListed(hosts: HostList, url: string | URL): boolean {
  if (hosts === null) return true;
  const { hostname, port, protocol } = new URL(url);
  const host = plain(hostname);
  const reached = port === '' ? (protocol === 'http:' ? '80' : '443') : port;
  return hosts.some((entry) => {
    const [, name = '', wanted] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
    if (wanted !== undefined && Number(wanted) !== Number(reached)) return false;
    const listed = name.startsWith('*.') ? name.slice(1).toLowerCase() : plain(hostOf(name) ?? name);
    return name.startsWith('*.') ? host.endsWith(listed) && host.length > listed.length : host === listed;
  });
}

/** Throws AF220 where the host is not listed, before anything is sent. */
export function demandListed(hosts: HostList, url: string | URL): void {
  if (isListed(hosts, url)) return;
  const { host } = new URL(url);
  throw new ProviderError(unlisted(host), {
    code: 'AF220',
    trouble: 'refused',
    sent: 'no',
    fix: listIt(host),
  });
}

export function unlisted(host: string): string {
  return `${host} is not among the hosts that the Project lists; nothing was sent to it`;
}

export function listIt(host: string): string {
  return `If it is right, add ${host} to spec.hosts of the Project.`;
}

function plain(hostname: string): string {
  return hostname.replace(/\.$/, '').toLowerCase();
}
