// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * A guardrail pack: which checks a framework asks for, and under which of its controls. Data, so that a framework's renumbering changes no code.
 */
export interface Pack {
  name: string;
  /**
   * Other names that it answers to.
   */
  aliases?: string[];
  /**
   * Of this file, not of the framework.
   */
  version: string;
  /**
   * Name and edition in full.
   */
  framework: string;
  /**
   * Stands before each control: PREFIX/CONTROL.
   */
  controlPrefix: string;
  /**
   * @minItems 1
   */
  checks: PackEntry[];
}
export interface PackEntry {
  /**
   * Id of a check in packs/checks.yaml.
   */
  check: string;
  /**
   * Ids as the framework writes them.
   *
   * @minItems 1
   */
  controls: string[];
  severity: 'error' | 'warning';
  /**
   * Why this framework asks, in one sentence, where it is not the check's own reason.
   */
  reason?: string;
}
