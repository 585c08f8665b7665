// The cards of the policy, one for each concern.

import { policyTexts } from '../../texts/admin-policy.ts';
import { PolicyCard, type SavedPolicy } from './policy-card.tsx';
import { Choices, Kinds, NumberField, SizeField, Tick } from './policy-fields.tsx';
import { groups, projects } from './policy-names.ts';
import { Picker } from './policy-picker.tsx';

interface CardProps {
  saved: SavedPolicy;
}

export function PeopleCard({ saved }: CardProps) {
  const words = policyTexts.people;
  return (
    <PolicyCard
      {...{ saved, title: words.title, about: words.about }}
      check={({ connectGroupIds }) => (connectGroupIds?.length === 0 ? ['connectGroupIds'] : [])}
    >
      {({ value: { connectGroupIds }, faults, change }) => (
        <>
          <Choices
            legend={words.legend}
            chosen={connectGroupIds === null ? 'all' : 'some'}
            choices={words.choices}
            onChange={(choice) => change({ connectGroupIds: choice === 'all' ? null : [] })}
          />
          {connectGroupIds !== null && (
            <Picker
              directory={groups}
              name="connectGroupIds"
              label={words.groups}
              unknown={words.unknownGroup}
              ids={connectGroupIds}
              faults={faults}
              onChange={(ids) => change({ connectGroupIds: ids })}
            />
          )}
        </>
      )}
    </PolicyCard>
  );
}

export function ProjectsCard({ saved }: CardProps) {
  const words = policyTexts.projects;
  return (
    <PolicyCard
      {...{ saved, title: words.title, about: words.about }}
      check={({ projectIds }) => (projectIds?.length === 0 ? ['projectIds'] : [])}
    >
      {({ value: { projectIds }, faults, change }) => (
        <>
          <Choices
            legend={words.legend}
            chosen={projectIds === null ? 'all' : 'some'}
            choices={words.choices}
            onChange={(choice) => change({ projectIds: choice === 'all' ? null : [] })}
          />
          {projectIds !== null && (
            <Picker
              directory={projects}
              name="projectIds"
              label={words.chosen}
              unknown={words.unknownProject}
              ids={projectIds}
              faults={faults}
              onChange={(ids) => change({ projectIds: ids })}
            />
          )}
        </>
      )}
    </PolicyCard>
  );
}

export function FilesCard({ saved }: CardProps) {
  const words = policyTexts.files;
  return (
    <PolicyCard {...{ saved, title: words.title, about: words.about }}>
      {({ value: { renditions, sizeCeilingBytes }, faults, change }) => (
        <>
          <Choices
            legend={words.legend}
            chosen={renditions === null ? 'all' : 'some'}
            choices={words.choices}
            onChange={(choice) => change({ renditions: choice === 'all' ? null : [] })}
          />
          {renditions !== null && (
            <Kinds chosen={renditions} faults={faults} onChange={(kinds) => change({ renditions: kinds })} />
          )}
          <SizeField
            label={words.ceiling}
            hint={words.ceilingHint}
            faults={faults}
            value={sizeCeilingBytes}
            onChange={(bytes) => change({ sizeCeilingBytes: bytes })}
          />
        </>
      )}
    </PolicyCard>
  );
}

export function CommentsCard({ saved }: CardProps) {
  const words = policyTexts.comments;
  return (
    <PolicyCard {...{ saved, title: words.title, about: words.about }}>
      {({ value, change }) => (
        <>
          <Choices
            legend={words.attachmentComment}
            chosen={value.attachmentComment}
            choices={words.attachmentChoices}
            onChange={(attachmentComment) => change({ attachmentComment })}
          />
          <Choices
            legend={words.summaryComment}
            chosen={value.summaryComment}
            choices={words.summaryChoices}
            onChange={(summaryComment) => change({ summaryComment })}
          />
        </>
      )}
    </PolicyCard>
  );
}

export function TopicsCard({ saved }: CardProps) {
  const words = policyTexts.topics;
  return (
    <PolicyCard {...{ saved, title: words.title, about: words.about }}>
      {({ value, change }) => (
        <Tick checked={value.topicInProperty} onChange={(topicInProperty) => change({ topicInProperty })}>
          {words.tick}
        </Tick>
      )}
    </PolicyCard>
  );
}

export function RetentionCard({ saved }: CardProps) {
  const words = policyTexts.retention;
  return (
    <PolicyCard {...{ saved, title: words.title, about: words.about }}>
      {({ value, faults, change }) => (
        <>
          <NumberField
            label={words.days}
            hint={words.daysHint}
            name="retentionDays"
            faults={faults}
            min={1}
            max={3650}
            value={value.retentionDays}
            onChange={(retentionDays) => change({ retentionDays })}
          />
          <Tick checked={value.markTrashed} onChange={(markTrashed) => change({ markTrashed })}>
            {words.tick}
          </Tick>
        </>
      )}
    </PolicyCard>
  );
}

export function AuditCard({ saved }: CardProps) {
  const words = policyTexts.audit;
  return (
    <PolicyCard {...{ saved, title: words.title, about: words.about }}>
      {({ value, faults, change }) => (
        <NumberField
          label={words.days}
          hint={words.daysHint}
          name="auditRetentionDays"
          faults={faults}
          min={30}
          max={3650}
          value={value.auditRetentionDays}
          onChange={(auditRetentionDays) => change({ auditRetentionDays })}
        />
      )}
    </PolicyCard>
  );
}

export function AnalyticsCard({ saved }: CardProps) {
  const words = policyTexts.analytics;
  return (
    <PolicyCard {...{ saved, title: words.title, about: words.about }}>
      {({ value, change }) => (
        <Tick checked={value.analytics} onChange={(analytics) => change({ analytics })}>
          {words.tick}
        </Tick>
      )}
    </PolicyCard>
  );
}
