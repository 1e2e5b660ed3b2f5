import { Copy } from 'lucide-react';
import { Button } from '../../ui/button/Button.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** Puts the address that anybody can verify the certificate at on the clipboard. @param {{code: string, isSmall?: boolean}} props */
export function CopyLink({ code, isSmall }) {
  const copy = async () => {
    await navigator.clipboard.writeText(`${window.location.origin}/verify/${code}`);
    toast('Link to verify copied');
  };
  return <Button icon={Copy} isSmall={isSmall} onPress={copy}>Copy link to verify</Button>;
}
