import { X } from 'lucide-react';
import { useState } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Problem } from '../alert/Alert.jsx';
import { Button } from '../button/Button.jsx';
import { FormActions } from '../form/Form.jsx';
import { TextField } from '../text-field/TextField.jsx';
import './dialog.css';

/** A question that stands in front of the page until it is answered or closed.
 * @param {{title: string, onClose: () => void, isBusy?: boolean, isWide?: boolean, isAlert?: boolean, children: React.ReactNode}} props */
export function Dialog({ title, onClose, isBusy = false, isWide = false, isAlert = false, children }) {
  return (
    <ModalOverlay className="overlay" isOpen isDismissable={!isBusy && !isAlert} isKeyboardDismissDisabled={isBusy} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal className={isWide ? 'modal modal-wide' : 'modal'}>
        <AriaDialog className="dialog" role={isAlert ? 'alertdialog' : 'dialog'}>
          <header className="dialog-head">
            <Heading slot="title" level={2}>{title}</Heading>
            <Button variant="quiet" isSmall icon={X} aria-label="Close" onPress={onClose} isDisabled={isBusy} />
          </header>
          <div className="dialog-body">{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/**
 * Says what an action will do before it is done. Only the confirming button does it.
 * @param {{title: string, confirm: string, cancel?: string, isDanger?: boolean, isBusy?: boolean, isDisabled?: boolean, error?: any, typed?: string,
 *   onConfirm: () => void, onClose: () => void, children: React.ReactNode}} props  typed: a word that has to be typed first
 */
export function ConfirmDialog({ title, confirm, cancel = 'Keep it', isDanger = false, isBusy, isDisabled, error, typed, onConfirm, onClose, children }) {
  const [text, setText] = useState('');
  const isReady = !isDisabled && (!typed || text.trim().toLowerCase() === typed.toLowerCase());
  return (
    <Dialog title={title} onClose={onClose} isBusy={isBusy} isAlert>
      <div className="stack-small">
        {error && <Problem error={error} />}
        {children}
        {typed && <TextField name="confirmation" label={`Type “${typed}” to go on`} value={text} onChange={setText} autoComplete="off" width="medium" />}
      </div>
      <FormActions>
        <Button variant={isDanger ? 'danger' : 'primary'} onPress={onConfirm} isBusy={isBusy} isDisabled={!isReady}>{confirm}</Button>
        <Button onPress={onClose} isDisabled={isBusy}>{cancel}</Button>
      </FormActions>
    </Dialog>
  );
}
