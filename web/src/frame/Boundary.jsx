import { Component } from 'react';
import { ApiError } from '../lib/api.js';
import { Problem } from '../ui/alert/Alert.jsx';
import { Button } from '../ui/button/Button.jsx';
import { EmptyState } from '../ui/empty-state/EmptyState.jsx';

/** Whether a part of the site could not be fetched: after a deploy its file is gone.
 * @param {Error} error */
const isChunkGone = (error) => /dynamically imported module|Importing a module|preload CSS/i.test(error.message);

/** Catches what a screen throws while it draws, and says so in its place; the menu around it goes on working.
 * @augments {Component<{children: React.ReactNode, place?: string}, {error: Error|null, place: string|undefined}>} */
export class Boundary extends Component {
  /** @type {{error: Error|null, place: string|undefined}} */
  state = { error: null, place: this.props.place };

  /** @param {Error} error */
  static getDerivedStateFromError(error) {
    return { error };
  }

  /** Another place is another chance. @param {{place?: string}} props @param {{place?: string}} state */
  static getDerivedStateFromProps(props, state) {
    return props.place === state.place ? null : { error: null, place: props.place };
  }

  render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    if (isChunkGone(error)) {
      return (
        <EmptyState title="A new version of Laurel is here">
          <p>This part of the site has changed since you opened the page. Nothing that you saved is lost.</p>
          <Button variant="primary" onPress={() => window.location.reload()}>Load again</Button>
        </EmptyState>
      );
    }
    if (error instanceof ApiError) return <Problem error={error} onRetry={() => this.setState({ error: null })} />;
    return (
      <EmptyState title="This screen could not be shown">
        <p>Something went wrong in the page itself. Load it again; if it goes on, tell your administrator what you did.</p>
        <Button variant="primary" onPress={() => window.location.reload()}>Load again</Button>
      </EmptyState>
    );
  }
}
