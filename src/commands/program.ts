import { Command, type CommanderError, Option } from 'commander';
import { exitCode } from '../exit-code.ts';
import { version } from '../version.ts';
import type { CommandContext } from './command-context.ts';
import { traced } from './traced.ts';

type Action = (context: CommandContext, ...rest: never[]) => Promise<number>;

/** The command line. Bodies are loaded only when their command runs, so that --version and --help start fast. */
export function createProgram(context: CommandContext, done: (code: number) => void): Command {
  const program = new Command('auditform')
    .description('Plan, apply and drift detection for database audit settings.')
    .version(version, '-V, --version')
    .option('--no-color', 'no colours')
    .configureOutput({ writeOut: context.stdout, writeErr: context.stderr })
    .showHelpAfterError('(--help shows how it goes)')
    .enablePositionalOptions()
    .exitOverride();
  const run =
    (load: () => Promise<Action>) =>
    async (...args: unknown[]) => {
      const body = (await load()) as unknown as (context: CommandContext, ...rest: unknown[]) => Promise<number>;
      // commander hands over its Command object last.
      const command = args.at(-1) as Command;
      done(await traced(context, command.name(), command.opts(), (own) => body(own, ...args.slice(0, -1))));
    };
  const common = (command: Command) =>
    command
      .addOption(many('--selector <k=v,k!=v>', 'only manifests with these labels'))
      .addOption(many('--target <Kind/name>', 'only this address'))
      .addOption(many('--report <FORMAT=FILE>', 'also write the result in FORMAT into FILE'))
      .option('--format <format>', 'text, json, markdown, sarif, junit or html')
      .option('--parallelism <n>', 'targets worked on at a time; 1 also means one write at a time')
      .option('--log-format <format>', 'text or json')
      .option('--quiet', 'no progress')
      .option('--journal <dir>', 'folder of the journal (default .auditform/journal)')
      .addOption(many('--secrets-dir <dir>', 'folder that absolute fromFile paths may lie in'))
      .option('--config <file>', 'trusted Project file; Project documents among the manifests are then ignored');
  const judging = (command: Command) =>
    common(command)
      .option('--changed-since <revision>', "only what the manifests' change since this Git revision touches")
      .addOption(many('--pack <name>', 'also judge by this guardrail pack, such as pci-dss-4.0.1'));

  judging(program.command('validate [paths...]').description('check manifests offline')).action(
    run(async () => (await import('./validate.ts')).validateCommand),
  );
  judging(program.command('plan [paths...]').description('show what apply would do'))
    .option('-o, --out <file>', 'save the plan')
    .option('--detailed-exitcode', 'exit 2 with differences, 3 when one weakens auditing')
    .action(run(async () => (await import('./plan.ts')).planCommand));
  common(program.command('show <file>').description('render a saved plan')).action(
    run(async () => (await import('./show.ts')).showCommand),
  );
  judging(program.command('apply [paths...]').description('carry out a saved plan, or plan, show, ask and apply'))
    .option('--yes', 'do not ask')
    .addOption(many('--allow-weaken <Kind/name>', 'consent to weaker auditing of this target'))
    .addOption(many('--allow-history-loss <Kind/name>', 'consent to the loss of existing records of this target'))
    .option('--reason <text>', 'why, for the journal')
    .option('--max-changes <N|P%>', 'refuse plans with more changes')
    .option('--max-age <duration>', 'refuse saved plans that are older: 30m, 24h, 7d')
    .option('--partial', 'leave out targets that moved since the plan was saved')
    .option('--base-commit <revision>', 'refuse a saved plan that was made on top of another commit')
    .option('--verify-timeout <seconds>', 'how long a change may take to show (default 300)')
    .action(run(async () => (await import('./apply.ts')).applyCommand));
  judging(program.command('drift [paths...]').description('find settings that were changed at the vendor')).action(
    run(async () => (await import('./drift.ts')).driftCommand),
  );
  common(program.command('verify [paths...]').description('find out whether records are really written'))
    .option('--probe', 'also use calls that log in to the databases (DB Audit /test)')
    .action(run(async () => (await import('./verify.ts')).verifyCommand));
  common(
    program
      .command('discover [paths...]')
      .description('print manifests of what exists behind the Connections below the paths'),
  ).action(run(async () => (await import('./discover.ts')).discoverCommand));
  program
    .command('comment')
    .description('post a saved plan to its pull request, or drift as an issue (GitHub, GitLab)')
    .option('--plan <file>', 'the plan: of plan -o FILE, or of drift --report json=FILE')
    .option('--marker <id>', 'keeps several plans of one repository apart (default auditform)')
    .option('--no-comment', 'no comment on the pull request')
    .option('--check', 'also a check with annotations, or a commit status where the token may not write checks')
    .option('--issue', 'one issue for each distinct drift, closed when it is gone, instead of a comment')
    .option('--reviewed', 'post nothing: find the plan reviewed with the merged pull request; refuse another --plan')
    .option('--outputs <file>', 'file for has_changes, weakens and exit_code (default $GITHUB_OUTPUT)')
    .option('--forge <name>', 'github or gitlab (default: as the pipeline says)')
    .option('--api-url <url>', 'address of the REST API (default: as the pipeline says)')
    .option('--repository <name>', 'owner/name, or the id or path of a GitLab project')
    .option('--pull <number>', 'pull or merge request')
    .option('--commit <sha>', 'commit that the plan was made of')
    .action(run(async () => (await import('./comment.ts')).commentCommand));
  program
    .command('sandbox [command...]')
    .description('local simulators of the five vendors; runs COMMAND with their addresses, or stays up')
    .option('--faults <seed>', 'misbehave, reproducibly')
    .option('--fault-rate <rate>', 'share of requests that misbehave (default 0.1)')
    .option('--latency <ms>', 'delay of every answer')
    .option('--settle <ms>', "duration of the vendors' asynchronous changes")
    .option('--control-port <port>', 'port of the control plane')
    .passThroughOptions()
    .action(run(async () => (await import('./sandbox.ts')).sandboxCommand));
  program
    .command('schema [kind]')
    .description('print the JSON Schema of manifests')
    .action(run(async () => (await import('./schema.ts')).schemaCommand));
  program
    .command('explain [code]')
    .description('explain a problem code')
    .action(run(async () => (await import('./explain.ts')).explainCommand));
  for (const command of program.commands)
    command
      .exitOverride()
      .configureOutput({ writeOut: context.stdout, writeErr: context.stderr })
      .option('--no-color', 'no colours');
  return program;
}

function many(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, earlier: string[] | undefined) => [
    ...(earlier ?? []),
    value,
  ]);
}

/** Exit code of what commander throws: help and version are done, the rest is wrong usage. */
export function usageExitCode(error: CommanderError): number {
  return error.exitCode === 0 ? exitCode.done : exitCode.usage;
}
