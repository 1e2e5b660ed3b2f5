import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { Boundary } from './frame/Boundary.jsx';
import Frame from './frame/Frame.jsx';
import { client } from './lib/query.js';
import { SessionContext, useSessionState } from './lib/session.js';
import { OPEN_SCREENS } from './screens.js';
import { Problem } from './ui/alert/Alert.jsx';
import { Toasts } from './ui/toast/Toast.jsx';

const SignIn = lazy(() => import('./features/members/SignIn.jsx'));
const PublicFrame = lazy(() => import('./frame/PublicFrame.jsx'));
const OPEN = OPEN_SCREENS.map((screen) => ({ ...screen, Draw: lazy(screen.load) }));

/** @param {{value: ReturnType<typeof useSessionState>}} props */
function Closed({ value }) {
  if (value.state === 'in') return <Frame />;
  if (value.state === 'out') return <SignIn />;
  if (value.error) return <main className="lonely"><h1 className="visually-hidden">Laurel</h1><Problem error={value.error} onRetry={value.retry} /></main>;
  return <main className="lonely" aria-busy="true"><h1 className="visually-hidden">Loading Laurel</h1></main>;
}

/** The screens that need no session, and everything else behind the door. @param {{value: ReturnType<typeof useSessionState>}} props */
function Site({ value }) {
  return (
    <Switch>
      {OPEN.filter(({ isAlways }) => isAlways || value.state === 'out').map(({ path, isFramed, Draw }) => (
        <Route key={path} path={path}>
          {(/** @type {Record<string, string|undefined>} */ params) => (isFramed ? <PublicFrame><Draw params={params} /></PublicFrame> : <Draw params={params} />)}
        </Route>
      ))}
      <Route><Closed value={value} /></Route>
    </Switch>
  );
}

export default function App() {
  const value = useSessionState();
  return (
    <QueryClientProvider client={client}>
      <SessionContext value={value}>
        <Boundary>
          <Suspense fallback={<main className="lonely" aria-busy="true"><h1 className="visually-hidden">Loading Laurel</h1></main>}>
            <Site value={value} />
          </Suspense>
        </Boundary>
        <Toasts />
      </SessionContext>
    </QueryClientProvider>
  );
}
