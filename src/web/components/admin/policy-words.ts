// What a rule of the policy says, in words.

import type { SitePolicy } from '../../../settings/api-types.ts';
import { formatBytes } from '../../format-amount.ts';
import { policyTexts } from '../../texts/admin-policy.ts';

type Rules = { [Name in keyof SitePolicy]: (rule: SitePolicy[Name]) => string };

const yesOrNo = (flag: boolean): string => (flag ? policyTexts.rules.yes : policyTexts.rules.no);

const words: Rules = {
  connectGroupIds: (ids) => ids?.join(', ') ?? policyTexts.people.choices.all,
  projectIds: (ids) => ids?.join(', ') ?? policyTexts.projects.choices.all,
  renditions: (kinds) =>
    kinds === null
      ? policyTexts.files.choices.all
      : kinds.map((kind) => policyTexts.kinds[kind]).join(', ') || policyTexts.rules.noKind,
  sizeCeilingBytes: (bytes) => (bytes === null ? policyTexts.rules.noCeiling : formatBytes(bytes)),
  attachmentComment: (choice) => policyTexts.comments.attachmentChoices[choice],
  summaryComment: (choice) => policyTexts.comments.summaryChoices[choice],
  topicInProperty: yesOrNo,
  retentionDays: (days) => (days === null ? policyTexts.rules.never : policyTexts.rules.afterDays(days)),
  markTrashed: yesOrNo,
  projectOverrides: yesOrNo,
  auditRetentionDays: (days) => (days === null ? policyTexts.audit.forEver : policyTexts.audit.forDays(days)),
  analytics: yesOrNo,
};

export function isRule(name: string): name is keyof SitePolicy {
  return Object.hasOwn(words, name);
}

/** `null` of a rule is a word as well: nothing is restricted, nothing is marked. */
export function ruleInWords<Name extends keyof SitePolicy>(name: Name, rule: SitePolicy[Name]): string {
  return words[name](rule);
}
