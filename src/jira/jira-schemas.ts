// The parts of Jira's answers that we read. Everything else in them is dropped here.

import { z } from 'zod';

/** Jira writes ids as texts in some answers and as numbers in others. */
const id = z
  .union([z.string(), z.number().int()])
  .transform(String)
  .refine((text) => /^\d{1,18}$/.test(text), 'must be digits');

export const issueAudienceSchema = z.object({
  fields: z.object({
    project: z.object({ id, projectTypeKey: z.string().optional() }),
    security: z.object({ id }).nullish(),
  }),
});

export const attachmentSettingsSchema = z.object({
  enabled: z.boolean(),
  uploadLimit: z.number().int().nonnegative().optional(),
});

export const issuePropertySchema = z.object({ value: z.unknown() });

export const attachmentSchema = z.object({ filename: z.string() });

export const permissionsCheckSchema = z.object({
  globalPermissions: z.array(z.string()),
  projectPermissions: z.array(z.object({ permission: z.string(), issues: z.array(id) })),
});

export const myPermissionsSchema = z.object({
  permissions: z.record(z.string(), z.object({ havePermission: z.boolean() })),
});

/** Jira may leave a group without an id. */
export const userGroupsSchema = z.array(z.object({ groupId: z.string().nullish() }));

export const userSchema = z.object({ displayName: z.string() });

export const issueAttachmentsSchema = z.object({
  fields: z.object({
    attachment: z.array(
      z.object({
        id,
        filename: z.string(),
        size: z.number().int().nonnegative(),
        author: z.object({ accountId: z.string() }).nullish(),
      }),
    ),
  }),
});

/** Issues that this identity may not see are left out; `attachment` is missing where Jira does not tell. */
export const issuesAttachmentsSchema = z.object({
  issues: z.array(
    z.object({ id, fields: z.object({ attachment: z.array(z.object({ id })).nullish() }).optional() }),
  ),
  issueErrors: z.array(z.object({ id })).default([]),
});

/** `updated` is said of accounts whose names or pictures changed: neither is kept. */
export const accountsReportSchema = z.object({
  accounts: z.array(z.object({ accountId: z.string(), status: z.string() })),
});
