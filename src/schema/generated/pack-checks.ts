// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * The checks that guardrail packs choose from. An id never changes its meaning.
 */
export interface PackChecks {
  /**
   * @minItems 1
   */
  checks: PackCheck[];
}
export interface PackCheck {
  /**
   * Stable: waivers name it.
   */
  id: string;
  /**
   * What holds when it passes.
   */
  title: string;
  /**
   * Why, in one sentence.
   */
  reason: string;
  /**
   * For the kinds that have none of their own.
   *
   * @minItems 1
   */
  rules?: PackRule[];
  /**
   * The kinds that it concerns. A kind that is not listed has nothing to judge.
   */
  kinds: {
    [k: string]: KindCheck;
  };
}
/**
 * One JSON Schema; of several rules the first that fails speaks.
 */
export interface PackRule {
  /**
   * JSON Schema over the common posture.
   */
  posture?: {};
  /**
   * JSON Schema over the resolved manifest.
   */
  manifest?: {};
}
export interface KindCheck {
  /**
   * @minItems 1
   */
  rules?: PackRule[];
  /**
   * Where the setting belongs when nothing of it is there, as a pointer into the manifest.
   */
  setting?: string;
  /**
   * The value that would pass, in the vendor's spelling.
   */
  passes: string;
  /**
   * What to write.
   */
  remedy: string;
  /**
   * warning where the vendor itself cannot do what is asked.
   */
  severity?: 'warning';
}
