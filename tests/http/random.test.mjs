// Calls that nobody thought of: what they find under another seed is found by `make fuzz`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callAtRandom, withLaurel } from '../fuzz/api.mjs';

const CALLS = 6000;

test('no call, however odd, meets an error of ours, answers are as described, refusals have a code and a remedy, and every rule holds afterwards', async () => {
	const { faults, done, check, audit } = await withLaurel((url) => callAtRandom(url, 20260615, (calls) => calls < CALLS));
	assert.deepEqual(faults, []);
	assert.ok(done > 100, `only ${done} calls did something`);
	assert.match(check, /everything holds/);
	assert.match(audit, /the audit holds/);
});
