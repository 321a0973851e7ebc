// Generated from schemas/ by `npm run generate`. Do not edit.
import type {Metadata, Selector} from './common.ts';

/**
 * What holds for a whole run: guardrail packs, and the hosts that connections may reach. By habit auditform.yaml at the root; one a run.
 */
export interface Project {
  /**
   * Always auditform/v1.
   */
  apiVersion: 'auditform/v1';
  kind: 'Project';
  metadata: Metadata;
  spec: ProjectSpec;
}
export interface ProjectSpec {
  /**
   * Guardrail packs that are switched on.
   */
  packs?: ProjectPack[];
  /**
   * The only hosts that connections may reach: a host name or address, or *.domain for every host below a domain; with :port for that port alone. Left out: any host.
   */
  hosts?: string[];
}
export interface ProjectPack {
  /**
   * Name of the pack, such as pci-dss-4.0.1.
   */
  pack: string;
  selector?: Selector;
}
