// Tests the passwords that are suggested.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suggestionOf, suggestPassword } from '../src/gates/password_suggestion.js';

const settings = { passwordLength: '12', passwordCharacters: 'upper lower digits special' };

test('a suggested password has the length and every kind of character that the company wants', () => {
  for (let i = 0; i < 200; i++) {
    const password = suggestPassword(suggestionOf(settings));
    assert.match(password, /^(?=.*[A-Z])(?=.*[a-z])(?=.*[2-9])(?=.*[#%+=?@!-]).{12}$/);
    assert.doesNotMatch(password, /[IOl10io]/, 'characters that look alike are left out');
  }
});

test('a company may want digits alone', () => {
  assert.match(suggestPassword(suggestionOf({ passwordLength: '6', passwordCharacters: 'digits' })), /^[2-9]{6}$/);
});

test('every character is as likely as any other', () => {
  const counts = new Map<string, number>();
  const suggestion = suggestionOf({ passwordLength: '8', passwordCharacters: 'digits' });
  for (let i = 0; i < 2000; i++)
    for (const each of suggestPassword(suggestion)) counts.set(each, (counts.get(each) ?? 0) + 1);
  assert.equal(counts.size, 8);
  for (const [each, count] of counts) assert.ok(Math.abs(count - 2000) < 300, `${each} came ${count} times of 16000`);
});
