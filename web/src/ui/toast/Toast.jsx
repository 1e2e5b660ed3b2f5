import { CircleCheck, X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Button } from '../button/Button.jsx';
import './toast.css';

const LIFETIME = 6_000;

/** @type {{id: number, text: string}[]} */
let toasts = [];
let last = 0;
/** @type {Set<() => void>} */
const listeners = new Set();

/** @param {typeof toasts} next */
function publish(next) {
  toasts = next;
  listeners.forEach((listener) => listener());
}

/** Says that something worked. What went wrong is never a toast: it stays where it happened.
 * @param {string} text */
export function toast(text) {
  last += 1;
  publish([...toasts.slice(-2), { id: last, text }]);
}

/** @param {number} id */
const dismiss = (id) => publish(toasts.filter((one) => one.id !== id));

/** @param {() => void} listener */
function subscribe(listener) {
  listeners.add(listener);
  return () => { listeners.delete(listener); };
}

/** @param {{id: number, text: string}} props */
function Toast({ id, text }) {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return undefined;
    const timer = setTimeout(() => dismiss(id), LIFETIME);
    return () => clearTimeout(timer);
  }, [id, isHeld]);
  return (
    <div className="toast" onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)}>
      <CircleCheck size={18} aria-hidden />
      <span>{text}</span>
      <Button variant="quiet" isSmall icon={X} aria-label="Dismiss" onPress={() => dismiss(id)} />
    </div>
  );
}

/** The place where toasts appear; it is always on the page so that screen readers hear what comes. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return <div className="toasts" role="status">{shown.map((one) => <Toast key={one.id} {...one} />)}</div>;
}
