import type { TairApi } from './api.ts';

/**
 * Whether the account has the service-linked role. Once there it is not asked for again in this session: should somebody
 * remove it, the vendor refuses the write itself. That it is missing is asked anew each time.
 */
export function createRole(api: Pick<TairApi, 'serviceLinkedRoleExists'>): () => Promise<boolean> {
  let asked: Promise<boolean> | null = null;
  return () => {
    const asking = asked ?? api.serviceLinkedRoleExists();
    asked = asking;
    const drop = () => {
      if (asked === asking) asked = null;
    };
    asking.then((exists) => {
      if (!exists) drop();
    }, drop);
    return asking;
  };
}
