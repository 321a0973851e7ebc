/** What GitHub and GitLab have in common for posting reviews. Every call throws ForgeError. */

export interface Author {
  readonly login: string;
  /** An app or a token's own account: no person can write in its name. */
  readonly bot: boolean;
}

/** A comment on a pull request, or a note on a merge request. */
export interface Remark {
  readonly id: number;
  readonly body: string;
  readonly author: Author;
}

export interface Issue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly open: boolean;
  readonly author: Author;
}

export interface IssueText {
  readonly title: string;
  readonly body: string;
}

export interface Forge {
  readonly name: 'GitHub' | 'GitLab';
  /** Login of the token's account; null where the token may not ask, as with the tokens that pipelines get. */
  whoAmI(): Promise<string | null>;
  remarks(pull: number): Promise<Remark[]>;
  addRemark(pull: number, body: string): Promise<void>;
  editRemark(pull: number, id: number, body: string): Promise<void>;
  deleteRemark(pull: number, id: number): Promise<void>;
  /** All open issues, and the closed ones that carry the label. */
  issues(label: string): Promise<Issue[]>;
  /** Returns the new issue's number. */
  openIssue(text: IssueText, label: string): Promise<number>;
  editIssue(number: number, edit: Partial<IssueText> & { readonly open?: boolean }): Promise<void>;
  remarkOnIssue(number: number, body: string): Promise<void>;
  /** Posts the outcome on a commit, unless it stands there already. */
  postCheck(commit: string, report: CheckReport): Promise<CheckPosted>;
}

export type CheckPosted = 'check run' | 'commit status' | 'unchanged';

/** The outcome of a plan as it stands beside a commit. */
export interface CheckReport {
  readonly name: string;
  readonly conclusion: 'success' | 'neutral' | 'failure';
  /** One line. */
  readonly title: string;
  /** Markdown, below 65,535 characters. */
  readonly summary: string;
  /** Equal for equal outcomes; one word. */
  readonly key: string;
  /** Identifies the pipeline's run, where there is one. */
  readonly run: string | null;
  readonly url: string | null;
  readonly annotations: readonly Annotation[];
}

/** A remark at one line of a file of the repository. */
export interface Annotation {
  readonly path: string;
  readonly line: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}
