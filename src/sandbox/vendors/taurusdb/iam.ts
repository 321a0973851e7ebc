import { createHash } from 'node:crypto';
import type { SimulatedReply, SimulatedRequest } from '../../simulator.ts';
import { answer } from './reply.ts';
import type { TaurusdbState } from './state.ts';

const MAX_WRONG = 5;

/** IAM's own paths, or null for any other. */
export function iam(state: TaurusdbState, request: SimulatedRequest, now: number): SimulatedReply | null {
  if (request.path === '/v3/auth/tokens') return request.method === 'POST' ? login(state, request, now) : iamError(405, 'IAM.0005', 'Method not allowed');
  if (request.path === '/v3/projects' && request.method === 'GET') return answer({ projects: [{ id: state.projectId, name: request.query.get('name') ?? 'ap-southeast-3', enabled: true }] });
  return null;
}

interface LoginBody {
  auth?: {
    identity?: { methods?: unknown; password?: { user?: { name?: unknown; password?: unknown; domain?: { name?: unknown } } } };
    scope?: { project?: { id?: unknown; name?: unknown }; domain?: unknown };
  };
}

function login(state: TaurusdbState, request: SimulatedRequest, now: number): SimulatedReply {
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) return iamError(400, 'IAM.0007', 'Request body is invalid.');
  let body: LoginBody;
  try {
    body = JSON.parse(request.body.toString('utf8')) as LoginBody;
  } catch {
    return iamError(400, 'IAM.0007', 'Request body is invalid.');
  }
  const { identity, scope } = body?.auth ?? {};
  const given = identity?.password?.user;
  if (!Array.isArray(identity?.methods) || !identity.methods.includes('password')) return iamError(400, 'IAM.0007', 'Request body is invalid.');
  const user = state.users.find((candidate) => candidate.name === given?.name && candidate.domain === given?.domain?.name);
  if (user?.locked) return iamError(401, 'IAM.0061', 'Account locked.');
  if (user === undefined || user.password !== given?.password) {
    if (user !== undefined && ++user.wrongInARow >= MAX_WRONG) user.locked = true;
    return iamError(401, 'IAM.0062', 'Incorrect password.');
  }
  user.wrongInARow = 0;
  const project = scope?.project;
  if (project !== undefined && project.id !== undefined && project.id !== state.projectId) return iamError(401, 'IAM.0011', 'Invalid project.');
  const token = { value: `MII${createHash('sha256').update(`${user.name} ${now} ${state.tokens.length}`).digest('base64url').repeat(40)}`, access: user.access, scope: project === undefined ? ('domain' as const) : ('project' as const), expiresAt: now + state.tokenLifeMs };
  state.tokens.push(token);
  const stamp = (ms: number) => new Date(ms).toISOString().replace(/Z$/, '000Z');
  return { status: 201, headers: { 'X-Subject-Token': token.value }, body: { token: { methods: ['password'], expires_at: stamp(token.expiresAt), issued_at: stamp(now), user: { name: user.name, domain: { name: user.domain } } } } };
}

function iamError(status: number, code: string, message: string): SimulatedReply {
  return { status, body: { error_code: code, error_msg: message } };
}
