import { createHash } from 'node:crypto';
import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import { domainId } from './list-projects.ts';
import { type LoginBody, loginBody } from './login-body.ts';
import { iamRefusal } from './reply.ts';
import type { TaurusdbProject, TaurusdbToken, TaurusdbUser } from './state.ts';
import { throttleLogin } from './throttle.ts';

/** POST /v3/auth/tokens: the token travels in the X-Subject-Token header of a 201. */
export function login(call: Call): SimulatedReply {
  const body = loginBody(call.request);
  if (body === null) return iamRefusal(call, 400, 'IAM.0011', 'Request body is invalid.');
  const { users } = call.state.credentials;
  const known = users.some(({ domain }) => domain === body.domain);
  const throttled = throttleLogin(call, known ? body.domain : 'unknown');
  if (throttled !== null) return throttled;
  const user = users.find(({ name, domain }) => name === body.user && domain === body.domain);
  if (user === undefined) return iamRefusal(call, 401, 'IAM.0062', 'Incorrect password.');
  const refusal = passwordRefusal(call, user, body.password);
  if (refusal !== null) return refusal;
  const project = projectOf(call, body);
  if (project === undefined) {
    return iamRefusal(call, 404, 'IAM.0004', `Could not find project: ${body.project?.value}.`);
  }
  return issued(call, user, project);
}

function passwordRefusal(call: Call, user: TaurusdbUser, password: string): SimulatedReply | null {
  if (user.lockedUntil > call.now) return iamRefusal(call, 401, 'IAM.0061', 'Account locked.');
  if (user.password === password) {
    user.wrongInARow = 0;
    return null;
  }
  user.wrongInARow += 1;
  if (user.wrongInARow >= call.state.limits.wrongPasswords) {
    user.lockedUntil = call.now + call.state.limits.userLockMs;
    user.wrongInARow = 0;
  }
  return iamRefusal(call, 401, 'IAM.0062', 'Incorrect password.');
}

/** null: none was asked for. undefined: no such project in the user's account. */
function projectOf(call: Call, { project, domain }: LoginBody): TaurusdbProject | null | undefined {
  if (project === null) return null;
  return call.state.projects.find(
    (candidate) => candidate.domain === domain && candidate[project.by] === project.value,
  );
}

function issued(call: Call, user: TaurusdbUser, project: TaurusdbProject | null): SimulatedReply {
  const { state, now } = call;
  const token: TaurusdbToken = {
    value: tokenText(`${user.domain}/${user.name}/${now}/${call.requestId}`),
    user: user.name,
    domain: user.domain,
    access: user.access,
    projectId: project?.id ?? null,
    issuedAt: now,
    expiresAt: now + state.limits.tokenLifeMs,
    revoked: false,
  };
  state.tokens.push(token);
  return { status: 201, headers: { 'X-Subject-Token': token.value }, body: { token: shown(call, token, project) } };
}

function shown(call: Call, token: TaurusdbToken, project: TaurusdbProject | null): object {
  const domain = { id: domainId(token.domain), name: token.domain };
  const user = { domain, id: domainId(`${token.domain}/${token.user}`), name: token.user, password_expires_at: '' };
  return {
    methods: ['password'],
    expires_at: withMicroseconds(token.expiresAt),
    issued_at: withMicroseconds(token.issuedAt),
    user,
    roles: [],
    ...(project === null ? { domain } : { project: { domain, id: project.id, name: project.name } }),
    ...(call.request.query.has('nocatalog') ? {} : { catalog: catalog(call) }),
  };
}

function catalog({ state }: Call): object[] {
  const url = `https://gaussdb.${state.region}.myhuaweicloud.com`;
  const endpoint = { url, region: state.region, region_id: state.region, interface: 'public', id: domainId(url) };
  return [{ type: 'gaussdb', id: domainId('gaussdb'), name: 'gaussdb', endpoints: [endpoint] }];
}

function withMicroseconds(time: number): string {
  return new Date(time).toISOString().replace('Z', '000Z');
}

/** Kilobytes, as the real ones. */
function tokenText(seed: string): string {
  const blocks = Array.from({ length: 64 }, (_, index) => createHash('sha256').update(`${seed}/${index}`).digest());
  return `MII${Buffer.concat(blocks).toString('base64url')}`;
}
