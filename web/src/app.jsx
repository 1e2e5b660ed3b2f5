import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useLocation } from 'wouter';
import { Boundary } from './frame/Boundary.jsx';
import Frame from './frame/Frame.jsx';
import { client } from './lib/query.js';
import { SessionContext, useSessionState } from './lib/session.js';
import { Problem } from './ui/alert/Alert.jsx';
import { Toasts } from './ui/toast/Toast.jsx';

const SignIn = lazy(() => import('./features/account/SignIn.jsx'));
const SetPassword = lazy(() => import('./features/account/SetPassword.jsx'));

/** @param {{value: ReturnType<typeof useSessionState>}} props */
function Site({ value }) {
  const [path] = useLocation();
  if (path === '/set-password') return <SetPassword />;
  if (value.state === 'in') return <Frame />;
  if (value.state === 'out') return <SignIn />;
  if (value.error) return <main className="lonely"><h1 className="visually-hidden">Laurel</h1><Problem error={value.error} onRetry={value.retry} /></main>;
  return <main className="lonely" aria-busy="true"><h1 className="visually-hidden">Loading Laurel</h1></main>;
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
