#!/bin/sh
# For any other pipeline: `sh ci/shell.sh STAGE`, or paste the line of the stage. docs/ci.md says what each stage may do.
#   AUDITFORM_PATH        file or folder of the manifests
#   AUDITFORM_BASE        commit that the change is made on top of, such as HEAD^1 of a merge result
#   AUDITFORM_PLAN_FILE   where the plan is kept between the stages
#   AUDITFORM_REPOSITORY, AUDITFORM_PULL, AUDITFORM_COMMIT, AUDITFORM_FORGE (github or gitlab)   for review and issue
#   GITHUB_TOKEN or GITLAB_TOKEN   for review and issue only; vendor credentials for plan, apply and drift only
set -eu

validate() {
  auditform validate -- "$AUDITFORM_PATH"
}

plan() {
  auditform plan --changed-since "$AUDITFORM_BASE" --out "$AUDITFORM_PLAN_FILE" -- "$AUDITFORM_PATH"
}

review() {
  auditform comment --forge "$AUDITFORM_FORGE" --repository "$AUDITFORM_REPOSITORY" --pull "$AUDITFORM_PULL" --commit "$AUDITFORM_COMMIT" --plan "$AUDITFORM_PLAN_FILE" --check
}

apply() {
  auditform apply --yes --base-commit "$AUDITFORM_BASE" --max-age 24h -- "$AUDITFORM_PLAN_FILE"
}

drift() {
  auditform drift --report "json=$AUDITFORM_PLAN_FILE" -- "$AUDITFORM_PATH"
}

issue() {
  auditform comment --forge "$AUDITFORM_FORGE" --repository "$AUDITFORM_REPOSITORY" --issue --plan "$AUDITFORM_PLAN_FILE"
}

"$@"
