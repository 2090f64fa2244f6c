// Tests what every page script uses: words, sizes, dates, durations.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { WireError } from '@secure-exchanges/client';
import { initials } from '../src/page/dom.js';
import { Format, whole } from '../src/page/format.js';
import { quotaText } from '../src/page/quota.js';
import { Rate, timeText } from '../src/page/time_text.js';
import { wordsOf } from './words.js';

const kNoBreak = '\u00a0';

test('a word shows its values, and keeps the place of one that is not given', () => {
  const words = wordsOf({ 'file.of': '[done] sur [size]' });
  assert.equal(words.get('file.of', { done: '1 Mo', size: '2 Mo' }), '1 Mo sur 2 Mo');
  assert.equal(words.get('file.of', { done: '1 Mo' }), '1 Mo sur [size]');
  assert.throws(() => words.get('file.gone'), /word file\.gone is missing/);
  assert.equal(words.find('file.gone'), undefined);
});

test('a kind words only what is there, and of another component nothing', () => {
  const words = wordsOf({ blocked: 'Ce message est bloqué.', locked: 'Attendez.' });
  words.replace({ 'gates.blocked': 'Ce dépôt est bloqué.', 'locked': 'Page', 'gates.gone': 'Rien' }, 'gates.');
  assert.equal(words.get('blocked'), 'Ce dépôt est bloqué.');
  assert.equal(words.get('locked'), 'Attendez.');
  assert.equal(words.find('gone'), undefined);
});

test('a count takes the form that its language wants', () => {
  const texts = { 'files.one': '[count] fichier', 'files.other': '[count] fichiers' };
  assert.equal(wordsOf(texts).count('files', 0), '0 fichier'); // French counts nought as one
  assert.equal(wordsOf(texts).count('files', 2), '2 fichiers');
  assert.equal(wordsOf(texts).count('files', 1_000_000), '1000000 fichiers');
  assert.equal(wordsOf(texts, 'en-CA').count('files', 0), '0 fichiers');
  const polish = wordsOf({ ...texts, 'files.few': '[count] pliki' }, 'pl');
  assert.deepEqual([polish.count('files', 3), polish.count('files', 5)], ['3 pliki', '5 fichiers']);
});

test('a size has the unit and the digits of its language', () => {
  assert.equal(new Format('de').bytes(2_500_000), `2,5${kNoBreak}MB`);
  const french = new Format('fr-CA');
  assert.equal(french.bytes(0), `0${kNoBreak}octets`);
  assert.equal(french.bytes(999), `999${kNoBreak}octets`);
  assert.equal(french.bytes(2_500_000_000), `2,5${kNoBreak}Go`);
  assert.equal(french.bytes(999_600), `1${kNoBreak}Mo`); // never 1000 Ko
  assert.equal(new Format('en-CA').bytes(12_345), `12.3${kNoBreak}KB`);
});

test('a date says its zone where a stranger reads it', () => {
  const at = new Date('2026-12-03T19:26:00Z');
  assert.equal(new Format('fr-CA', 'America/Toronto').long(at).replace(/\s/g, ' '), '3 décembre 2026, 14 h 26 (HNE)');
  assert.equal(new Format('fr-CA-x-iso', 'America/Toronto').short(at), '2026-12-03 14:26');
  assert.match(new Format('en-CA-x-iso', 'America/Toronto').long(at), /^2026-12-03 14:26 \(.+\)$/);
  assert.equal(new Format('fr-CA-x-iso', 'America/Toronto').day(at), '2026-12-03');
  assert.equal(new Format('en-CA', 'UTC').time(at).replace(/\s/g, ' '), '7:26 p.m.');
});

test('a whole number is taken only within its bounds', () => {
  for (const [text, number] of [
    ['3', 3],
    [' 12 ', 12],
    ['99', 99],
    ['100', null],
    ['0', null],
    ['1.5', null],
    ['-1', null],
    ['', null],
    ['1e1', null],
  ] as const)
    assert.equal(whole(text, 99), number, text);
});

test('a duration is worded in steps that do not flicker', () => {
  const words = wordsOf({ 'time.seconds': '[count] s', 'time.minutes': '[count] min', 'time.hours': '[count] h' });
  for (const [seconds, text] of [
    [0, '1 s'],
    [1, '5 s'],
    [6, '10 s'],
    [59, '60 s'],
    [61, '2 min'],
    [5399, '90 min'],
    [5401, '2 h'],
  ] as const)
    assert.equal(timeText(words, seconds), text);
});

test('the time left follows the last seconds, not an earlier pause', () => {
  let now = 0;
  mock.method(performance, 'now', () => now);
  const rate = new Rate();
  assert.equal(rate.left(0, 1000), null, 'nothing is known yet');
  now = 60_000; // a minute's pause
  rate.left(0, 1000);
  now = 62_000;
  rate.left(200, 1000);
  now = 64_000;
  assert.equal(rate.left(400, 1000), 6);
  rate.restart();
  assert.equal(rate.left(400, 1000), null);
  mock.restoreAll();
});

test('initials come from a name or an address', () => {
  assert.equal(initials('Camille Roy'), 'CR');
  assert.equal(initials('camille.roy@exemple.com'), 'CR');
  assert.equal(initials('Élise'), 'É');
  assert.equal(initials(''), '');
});

test('a quota that is used up is told in the words of the server, with when it renews', () => {
  Object.assign(globalThis, { document: { documentElement: { dataset: {} } } }); // no layout: the device's time
  mock.timers.enable({ apis: ['Date'], now: new Date('2026-12-03T18:44:00Z') });
  const refused = (code: string, renews?: string) =>
    new WireError(429, code, { text: 'Too many. Go on in 42 minutes.', ...(renews ? { renews } : {}) });
  const told = quotaText(refused('quota_messages', '2026-12-03T19:26:00Z'), 'en-CA');
  assert.match(told ?? '', /^Too many\. Go on in 42 minutes\. \(\d+:26\b.*\)$/);
  assert.equal(quotaText(refused('quota_bytes'), 'en-CA'), 'Too many. Go on in 42 minutes.');
  assert.equal(quotaText(refused('limited'), 'en-CA'), null);
  assert.equal(quotaText(new Error('x'), 'en-CA'), null);
  mock.timers.reset();
});
