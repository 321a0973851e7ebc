// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * What auditform plan writes. Only additions within auditform.plan/1.
 */
export interface Plan {
  format: 'auditform.plan/1';
  id: string;
  made: {
    at: string;
    version: string;
  };
  verdict: 'in-sync' | 'ready' | 'needs-consent' | 'blocked';
  summary: {
    [k: string]: number;
  };
  basis: {
    manifests: {
      file: string;
      digest: string;
    }[];
    /**
     * Commit that the manifests were read at.
     */
    commit?: string | null;
    /**
     * Commit that --changed-since named.
     */
    base?: string | null;
  };
  connections: {
    [k: string]: {};
  };
  targets: {
    address: string;
    status: 'in-sync' | 'changed' | 'unreadable' | 'blocked';
    origin: {
      file: string;
      line: number;
      column?: number;
    };
    fingerprint: string | null;
    unverifiable: string[];
    posture: {};
    shared: {};
    desired: {
      target: {};
      spec: {};
      ensure: 'present' | 'absent';
      connection: string;
    };
  }[];
  changes: {
    id: string;
    address: string;
    path: string;
    /**
     * Pointer into the manifest, where path names an item by its key.
     */
    manifestPath?: string;
    /**
     * What the vendor calls this member.
     */
    label?: string;
    before: unknown;
    after: unknown;
    direction: 'strengthens' | 'weakens' | 'neutral' | 'unknown';
    historyLoss: boolean;
    origin: {
      file: string;
      line: number;
      column?: number;
    } | null;
    patch: {
      op: 'add' | 'remove' | 'replace' | 'test';
      path: string;
    }[];
    waiver: {} | null;
  }[];
  operations: {
    id: string;
    address: string;
    summary: string;
    realises: string[];
    requires: {
      fact: string;
      holds: boolean;
    }[];
    ensures: {
      fact: string;
      holds: boolean;
    }[];
    repeatable: boolean;
    exclusive: string | null;
  }[];
  waves: string[][];
  edges: {
    before: string;
    after: string;
    because: {
      fact: string;
      holds: boolean;
    };
  }[];
  problems: {
    code: string;
    severity: 'error' | 'warning' | 'note';
    message: string;
    at: {} | null;
    fix: string | null;
  }[];
  /**
   * Only of apply.
   */
  outcome?: {
    operation: string;
    status: 'done' | 'failed' | 'refused' | 'not-run' | 'uncertain';
    attempts: number;
    ms: number;
    error: string | null;
    note?: string;
  }[];
  /**
   * Only of drift: where each difference comes from.
   */
  drift?: {
    change: string;
    by: 'vendor' | 'manifest' | 'unknown';
    lastRight: string | null;
    firstWrong: string;
    techniques: {
      version: string;
      id: string;
    }[];
    fingerprint: string;
  }[];
  /**
   * Only of apply: who ran it, and from which commit.
   */
  provenance?: {
    commit: string | null;
    actor: string | null;
  };
  /**
   * Only of apply.
   */
  exitCode?: number;
}
