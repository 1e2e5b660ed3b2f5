/** @typedef {{pointer: string, detail: string}} FieldFault */

/** An answer that says no: what happened, the rule behind it, and what the person can do about it. */
export class ApiError extends Error {
  /** @param {number} status @param {Partial<{code: string, title: string, detail: string, remedy: string, errors: FieldFault[], retryAfter: number}>} problem */
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? 'Something went wrong.');
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.title = problem.title ?? 'Something went wrong';
    this.detail = problem.detail ?? '';
    this.remedy = problem.remedy ?? '';
    this.errors = problem.errors ?? [];
    this.retryAfter = problem.retryAfter ?? 0;
  }
}

const UNREACHABLE = {
  code: 'unreachable',
  title: 'Laurel could not be reached',
  detail: 'No answer came back.',
  remedy: 'Check your connection, then try again. Sending again is safe: nothing is done twice.',
};

const UNREADABLE = {
  code: 'unreadable',
  title: 'Laurel is not answering properly',
  detail: 'The answer could not be read.',
  remedy: 'Wait a minute, then try again. If it goes on, tell your administrator.',
};

/** @type {() => void} */
let signedOut = () => {};

/** Says what to do when an answer shows that nobody is signed in any more.
 * @param {() => void} listener */
export function onSignedOut(listener) {
  signedOut = listener;
}

/** A key that marks one submit, so that sending it again does nothing twice. Works without a secure context. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The path with the parameters that have a value.
 * @param {string} path @param {Record<string, unknown>} [params] */
export function withParams(path, params = {}) {
  const set = Object.entries(params).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const query = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
  return query ? `${path}?${query}` : path;
}

/** @param {Response} reply */
async function readProblem(reply) {
  const isProblem = (reply.headers.get('content-type') ?? '').includes('json');
  const problem = isProblem ? await reply.json().catch(() => UNREADABLE) : UNREADABLE;
  return new ApiError(reply.status, { ...problem, retryAfter: Number(reply.headers.get('retry-after') ?? 0) });
}

/** @param {string} path @param {RequestInit} init */
async function call(path, init) {
  const reply = await fetch(`/api${path}`, init).catch((fault) => {
    if (fault.name === 'AbortError') throw fault;
    throw new ApiError(0, UNREACHABLE);
  });
  if (reply.ok) return reply.status === 204 ? null : reply.json().catch(() => { throw new ApiError(reply.status, UNREADABLE); });
  const error = await readProblem(reply);
  if (error.code === 'not_signed_in') signedOut();
  throw error;
}

/** @param {string} path @param {Record<string, unknown>} [params] @param {AbortSignal} [signal] */
export function get(path, params, signal) {
  return call(withParams(path, params), { signal });
}

/** A call that changes something.
 * @param {'POST'|'PUT'|'PATCH'|'DELETE'} method @param {string} path @param {unknown} [body] @param {{version?: number, key?: string}} [options] */
export function send(method, path, body, { version, key } = {}) {
  /** @type {Record<string, string>} */
  const headers = { 'X-Requested-With': 'laurel' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (version) headers['If-Match'] = `"${version}"`;
  if (key && method === 'POST') headers['Idempotency-Key'] = key;
  return call(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
}

/** What is made of a body without changing anything: a picture, a document.
 * @param {string} path @param {unknown} body @param {AbortSignal} [signal] @returns {Promise<Blob>} */
export async function draw(path, body, signal) {
  const headers = { 'X-Requested-With': 'laurel', 'Content-Type': 'application/json' };
  const reply = await fetch(`/api${path}`, { method: 'POST', headers, body: JSON.stringify(body), signal }).catch((fault) => {
    if (fault.name === 'AbortError') throw fault;
    throw new ApiError(0, UNREACHABLE);
  });
  if (!reply.ok) throw await readProblem(reply);
  return reply.blob();
}

/** The answer of an upload, or the refusal it was. @param {XMLHttpRequest} request */
function readUpload(request) {
  /** @type {any} */
  let answer;
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    throw new ApiError(request.status, UNREADABLE);
  }
  if (request.status < 300) return answer;
  const error = new ApiError(request.status, answer);
  if (error.code === 'not_signed_in') signedOut();
  throw error;
}

/**
 * Sends a file as it is. Only XMLHttpRequest tells how far an upload is.
 * @param {string} path @param {Blob} body @param {{params?: Record<string, unknown>, onProgress?: (sent: number) => void, signal?: AbortSignal}} [options]
 * @returns {Promise<any>}
 */
export function upload(path, body, { params, onProgress, signal } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api${withParams(path, params)}`);
    request.setRequestHeader('X-Requested-With', 'laurel');
    request.setRequestHeader('Content-Type', body.type || 'application/octet-stream');
    request.upload.addEventListener('progress', (event) => onProgress?.(event.loaded));
    request.addEventListener('load', () => {
      try {
        resolve(readUpload(request));
      } catch (fault) {
        reject(fault);
      }
    });
    request.addEventListener('error', () => reject(new ApiError(0, UNREACHABLE)));
    request.addEventListener('abort', () => reject(new DOMException('Cancelled', 'AbortError')));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(body);
  });
}
