// The app's descriptor as Jira reads it: fetched, checked, its scopes and its modules.

export type Scope = 'READ' | 'WRITE' | 'DELETE' | 'PROJECT_ADMIN' | 'ADMIN' | 'ACT_AS_USER';

export interface Condition {
  condition?: string;
  params?: Record<string, string>;
  invert?: boolean;
  and?: Condition[];
  or?: Condition[];
}

export interface DescriptorModule {
  key: string;
  name: { value: string };
  url?: string;
  target?: { type: string; url: string };
  icon?: { width: number; height: number; url: string };
  tooltip?: { value: string };
  location?: string;
  conditions?: Condition[];
  contentPresentConditions?: Condition[];
  /** Of a jiraIssueContexts module. */
  content?: { type: string; label: { value: string } };
  options?: Record<string, unknown>;
}

/** A jiraEntityProperties module: what of properties can be searched for. */
export interface EntityProperty {
  entityType: string;
  keyConfigurations: {
    propertyKey: string;
    extractions: { objectName: string; type: string; alias?: string }[];
  }[];
}

export interface Descriptor {
  key: string;
  name: string;
  baseUrl: string;
  authentication: { type: string };
  lifecycle: Partial<Record<'installed' | 'uninstalled' | 'enabled' | 'disabled', string>>;
  scopes: string[];
  apiMigrations: Record<string, boolean>;
  modules: Record<string, DescriptorModule | DescriptorModule[]>;
}

const implied: Record<Scope, Scope[]> = {
  READ: ['READ'],
  WRITE: ['READ', 'WRITE'],
  DELETE: ['READ', 'WRITE', 'DELETE'],
  PROJECT_ADMIN: ['READ', 'WRITE', 'DELETE', 'PROJECT_ADMIN'],
  ADMIN: ['READ', 'WRITE', 'DELETE', 'PROJECT_ADMIN', 'ADMIN'],
  ACT_AS_USER: ['ACT_AS_USER'],
};

/** The scopes named, with all that they imply; null when one is unknown. */
export function expandScopes(names: string[]): Set<Scope> | null {
  const scopes = new Set<Scope>();
  for (const name of names) {
    const upper = name.toUpperCase();
    if (!(upper in implied)) return null;
    for (const scope of implied[upper as Scope]) scopes.add(scope);
  }
  return scopes;
}

/** Fetches `{appBaseUrl}/atlassian-connect.json`. Throws an Error that names every rule it breaks. */
export async function fetchDescriptor(appBaseUrl: string): Promise<Descriptor> {
  const url = `${appBaseUrl}/atlassian-connect.json`;
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(10_000) });
  if (answer.status !== 200) throw new Error(`the descriptor at ${url} answers ${answer.status}`);
  const descriptor = (await answer.json()) as Descriptor;
  const faults = descriptorFaults(descriptor);
  if (faults.length > 0) throw new Error(`Jira refuses this descriptor: ${faults.join('; ')}`);
  return descriptor;
}

/** The module with this key, of whatever kind. Throws when there is none. */
export function getModule(descriptor: Descriptor, moduleKey: string): DescriptorModule {
  const found = Object.values(descriptor.modules)
    .flat()
    .find((module) => module.key === moduleKey);
  if (!found) throw new Error(`the descriptor has no module ${moduleKey}`);
  return found;
}

/** The modules of one kind, such as `jiraIssueContents`. */
export function modulesOf(descriptor: Descriptor, kind: string): DescriptorModule[] {
  return [descriptor.modules[kind] ?? []].flat();
}

/** What conditions look at: an issue's properties, and who is looking. */
export interface ConditionSubject {
  properties: Record<string, unknown>;
  user?: { admin: boolean } | undefined;
}

/** Evaluates conditions; all must hold. An unknown condition hides the module. */
export function conditionsHold(conditions: Condition[], subject: ConditionSubject): boolean {
  return conditions.every((condition) => holds(condition, subject));
}

function holds(condition: Condition, subject: ConditionSubject): boolean {
  if (condition.and) return condition.and.every((inner) => holds(inner, subject));
  if (condition.or) return condition.or.some((inner) => holds(inner, subject));
  return (condition.invert ?? false) !== holdsByItself(condition, subject);
}

function holdsByItself({ condition, params }: Condition, { properties, user }: ConditionSubject): boolean {
  if (condition === 'user_is_logged_in') return user !== undefined;
  if (condition === 'user_is_admin') return user?.admin === true;
  if (params?.entity !== 'issue') return false;
  const value = properties[params.propertyKey ?? ''];
  if (condition === 'entity_property_exists') return value !== undefined;
  return (
    condition === 'entity_property_equal_to' &&
    JSON.stringify(valueAt(value, params.objectName)) === params.value
  );
}

/** `objectName` is a dotted path into the property's JSON. */
function valueAt(value: unknown, objectName: string | undefined): unknown {
  return (objectName?.split('.') ?? []).reduce<unknown>(
    (inner, name) => (inner as Record<string, unknown> | null | undefined)?.[name],
    value,
  );
}

function descriptorFaults(descriptor: Descriptor): string[] {
  const faults: string[] = [];
  if (!/^[a-zA-Z0-9-._]{1,64}$/.test(descriptor.key ?? '')) faults.push('key is missing or not allowed');
  if (!URL.canParse(descriptor.baseUrl ?? '')) faults.push('baseUrl is missing or not a URL');
  if (descriptor.authentication?.type !== 'jwt') faults.push('authentication.type must be jwt');
  if (!descriptor.lifecycle?.installed) faults.push('authentication jwt needs lifecycle.installed');
  if (descriptor.apiMigrations?.['signed-install'] !== true)
    faults.push('apiMigrations.signed-install is required');
  if (descriptor.apiMigrations?.gdpr !== true) faults.push('apiMigrations.gdpr is required');
  if (!expandScopes(descriptor.scopes ?? [])) faults.push('scopes has an unknown name');
  const keys = Object.values(descriptor.modules ?? {})
    .flat()
    .map((module) => module.key);
  if (new Set(keys).size !== keys.length) faults.push('module keys must be unique');
  return faults;
}
