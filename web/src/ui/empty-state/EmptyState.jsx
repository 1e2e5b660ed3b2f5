import './empty-state.css';

/** Says why nothing is here, and what to do next.
 * @param {{title: string, icon?: React.ComponentType<any>, children?: React.ReactNode}} props */
export function EmptyState({ title, icon: Icon, children }) {
  return (
    <div className="empty">
      {Icon && <Icon size={28} strokeWidth={1.5} aria-hidden />}
      <p className="empty-title">{title}</p>
      {children && <div className="empty-text">{children}</div>}
    </div>
  );
}
