// Tests how a recipient's own rules and the message's combine.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Choices } from '../components/limits.js';
import { rulesFor } from '../components/recipient_rules.js';

const all: Choices = {
  asksCode: true,
  asksSms: false,
  password: 'commun',
  opens: 3,
  expiresInSeconds: 3600,
  language: 'fr',
  delivery: 'mail',
  protects: 'all',
};

test('a recipient without rules follows the message', () => {
  assert.deepEqual(rulesFor({}, all, 99), { password: 'commun', asksSms: false, needsMobile: false, opens: 3 });
});

test('a recipient may have a password of their own, or none', () => {
  assert.equal(rulesFor({ password: 'propre' }, all, 99).password, 'propre');
  assert.equal(rulesFor({ password: null }, all, 99).password, null);
});

test('a mobile is needed for a code by SMS, and for a link by SMS', () => {
  assert.equal(rulesFor({ sms: true }, all, 99).needsMobile, true);
  assert.equal(rulesFor({ sms: false }, { ...all, asksSms: true }, 99).needsMobile, false);
  assert.equal(rulesFor({}, { ...all, delivery: 'sms' }, 99).needsMobile, true);
});

test('a number of opens that is none is told as unknown', () => {
  assert.equal(rulesFor({ opens: '5' }, all, 99).opens, 5);
  assert.equal(rulesFor({ opens: '100' }, all, 99).opens, null);
  assert.equal(rulesFor({ opens: 'x' }, all, 99).opens, null);
});
