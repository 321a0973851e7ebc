import { readSecret, type SecretSources } from '../connection/secret-reader.ts';
import { isObject, type Json } from '../model/json.ts';
import type { SecretReference } from '../model/manifest.ts';
import type { Plan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import { isProviderError } from '../providers/provider-error.ts';

/** Secrets of the plan's operations that cannot be opened, one problem for each target and reason: found before the first write. */
export async function closedSecrets(plan: Plan, sources: SecretSources): Promise<Problem[]> {
  const origins = new Map(plan.targets.map(({ address, origin }) => [address, origin]));
  const problems = await Promise.all(
    plan.operations.flatMap(({ address, input }) =>
      referencesIn(input).map((reference) =>
        readSecret(reference, sources).then(
          () => [],
          (error: unknown): Problem[] => {
            if (!isProviderError(error)) throw error;
            const { code, message, fix } = error;
            return [{ code, severity: 'error', message, at: { ...origins.get(address), address }, fix }];
          },
        ),
      ),
    ),
  );
  const told = new Map(problems.flat().map((problem) => [`${problem.at?.address} ${problem.message}`, problem]));
  return [...told.values()];
}

function referencesIn(value: Json): SecretReference[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  if (typeof value.fromEnv === 'string' || typeof value.fromFile === 'string')
    return [value as unknown as SecretReference];
  return Object.values(value).flatMap(referencesIn);
}
