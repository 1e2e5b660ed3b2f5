import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch, useLocation, useSearch } from 'wouter';
import { useCan } from '../lib/session.js';
import { isInMenu, SCREENS } from '../screens.js';
import { ButtonLink } from '../ui/button/Button.jsx';
import { EmptyState } from '../ui/empty-state/EmptyState.jsx';
import { Loading } from '../ui/loading/Loading.jsx';
import { PageHeader } from '../ui/page-header/PageHeader.jsx';
import { Boundary } from './Boundary.jsx';

const DRAWN = SCREENS.map((screen) => ({ ...screen, Draw: lazy(screen.load) }));

function NotFound() {
  return (
    <div className="stack">
      <PageHeader title="Page not found" />
      <EmptyState title="There is no page at this address">
        <p>If you typed it, check it. If you followed a link, what it led to may have been removed.</p>
        <ButtonLink href="/">Go to the first page</ButtonLink>
      </EmptyState>
    </div>
  );
}

/** @param {{title: string}} props */
function NoRight({ title }) {
  return (
    <div className="stack">
      <PageHeader title={title} />
      <EmptyState title="Your role does not include this page">
        <p>A SysAdmin can give you a role that does, under Settings, Staff and roles.</p>
        <ButtonLink href="/">Go to the first page</ButtonLink>
      </EmptyState>
    </div>
  );
}

/** The first screen of the menu that the person may open. */
function Home() {
  const can = useCan();
  const first = SCREENS.find((screen) => isInMenu(screen, can, can('roll_read') ? 'staff' : 'member'));
  return <Redirect to={first?.path ?? '/account'} replace />;
}

/** Where somebody wanted to go who had to sign in first; never to another site. */
function SignedIn() {
  const to = new URLSearchParams(useSearch()).get('to') ?? '/';
  return <Redirect to={/^\/[^/\\]/.test(to) ? to : '/'} replace />;
}

/** The screen that belongs to the address. */
export function Screens() {
  const can = useCan();
  const [location] = useLocation();
  return (
    <Switch>
      <Route path="/"><Home /></Route>
      <Route path="/sign-in"><SignedIn /></Route>
      <Route path="/register"><Home /></Route>
      {DRAWN.map(({ path, title, right, Draw }) => (
        <Route key={path} path={path}>
          {(/** @type {Record<string, string|undefined>} */ params) => (can(right) ? (
            <Boundary place={location}>
              <Suspense fallback={<Loading label={`Loading ${title}`} />}><Draw key={params.id ?? ''} params={params} /></Suspense>
            </Boundary>
          ) : <NoRight title={title} />)}
        </Route>
      ))}
      <Route><NotFound /></Route>
    </Switch>
  );
}
