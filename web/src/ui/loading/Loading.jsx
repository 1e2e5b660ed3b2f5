import './loading.css';

/** Grey bars in the place of what is on its way. They appear only when it takes a moment.
 * @param {{rows?: number, label?: string}} props */
export function Loading({ rows = 6, label = 'Loading' }) {
  return (
    <div className="loading" role="status">
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: rows }, (_, index) => <span key={index} className="loading-bar" />)}
    </div>
  );
}
