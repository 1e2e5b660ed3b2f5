import { X } from 'lucide-react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from '../button/Button.jsx';
import './drawer.css';

/** A panel that slides in from the side, or as a sheet from below, for the navigation on phones.
 * @param {{label: string, isSheet?: boolean, onClose: () => void, children: React.ReactNode}} props */
export default function Drawer({ label, isSheet, onClose, children }) {
  return (
    <ModalOverlay className="drawer-overlay" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal className={isSheet ? 'drawer drawer-sheet' : 'drawer'}>
        <Dialog aria-label={label} className="drawer-body">
          <div className="drawer-head"><Button variant="quiet" icon={X} aria-label="Close the menu" onPress={onClose} /></div>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
