// Tabs as Atlassian draws them, and as screen readers and keyboards know them: arrows, Home and End move between them.

import { type ComponentChildren, createContext } from 'preact';
import { useContext, useId, useRef, useState } from 'preact/hooks';

export interface Tab {
  name: string;
  label: string;
  show(): ComponentChildren;
}

interface OtherTabs {
  /** Shows another tab, which may begin with what it is given. */
  go(name: string, given?: string): void;
  given: string | undefined;
}

const TabsContext = createContext<OtherTabs>({ go: () => undefined, given: undefined });

/** For what a tab shows. */
export function useTabs(): OtherTabs {
  return useContext(TabsContext);
}

/** Shows the first tab, then whichever is chosen; what a tab showed is gone when another is chosen. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const id = useId();
  const [{ chosen, given }, setState] = useState<{ chosen: string | undefined; given?: string | undefined }>({
    chosen: tabs[0]?.name,
  });
  const choose = (name: string | undefined) => setState({ chosen: name });
  const bar = useRef<HTMLDivElement>(null);

  function move(event: KeyboardEvent) {
    const at = tabs.findIndex(({ name }) => name === chosen);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const index = (to + tabs.length) % tabs.length;
    choose(tabs[index]?.name);
    bar.current?.querySelectorAll('button')[index]?.focus();
  }

  function go(name: string, wanted?: string) {
    setState({ chosen: name, given: wanted });
    const index = tabs.findIndex((tab) => tab.name === name);
    bar.current?.querySelectorAll('button')[index]?.focus();
  }

  return (
    <div class="tabs">
      <div class="tab-bar" role="tablist" aria-label={label} ref={bar} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.name}
            type="button"
            role="tab"
            id={`${id}-${tab.name}`}
            aria-selected={tab.name === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={tab.name === chosen ? 0 : -1}
            onClick={() => choose(tab.name)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`}>
        <TabsContext.Provider value={{ go, given }}>
          {tabs.find(({ name }) => name === chosen)?.show()}
        </TabsContext.Provider>
      </div>
    </div>
  );
}
