import { expect, test } from 'vitest';
import {
  cleanTemplate,
  findTemplateProblems,
  linkTemplate,
} from '../../../../functions/core/request/link-template.ts';

test('a template takes what all links may have in common', () => {
  const template = { title: 'shop', usage_limit: 1, track_joins: 'names', single_use: true };
  expect(linkTemplate.safeParse(template).success).toBe(true);
});

test.each(['expire_date', 'expire_in', 'metadata', 'priority', 'deadline', 'account', 'peer'])(
  'a template takes no %s',
  (field) => {
    expect(linkTemplate.safeParse({ [field]: 1 }).success).toBe(false);
  },
);

test('the rules between the fields of a request hold, and name the field in the template', () => {
  const problems = findTemplateProblems({ request_needed: true, usage_limit: 5, single_use: true });
  expect(problems.map(({ field }) => field)).toEqual(['template.request_needed', 'template.single_use']);
});

test('a template is stored as a request would be', () => {
  expect(cleanTemplate({ title: '  ', single_use: true })).toEqual({ single_use: true, usage_limit: 1 });
});
