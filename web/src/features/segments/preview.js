import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { send } from '../../lib/api.js';

/** How long typing rests before the rule is asked about. */
const REST = 300;

/** @template T @param {T} value */
function useRested(value) {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

/** Who would be in a segment by a rule, and who would move. Nothing is asked while the rule is not complete.
 * @param {{segment_id?: number, match: string, conditions: any[]}|null} body */
export function useForeseen(body) {
  const text = useRested(body ? JSON.stringify(body) : '');
  const { data, error, isFetching } = useQuery({
    queryKey: ['segments/preview', text, ''],
    queryFn: () => send('POST', '/segments/preview', JSON.parse(text)),
    enabled: text !== '',
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
  return { foreseen: /** @type {import('../../lib/types.js').SegmentPreview|undefined} */ (text ? data : undefined), error, isBusy: isFetching || text !== (body ? JSON.stringify(body) : '') };
}

/** What taking a course away from a segment would do. Asked for once: when it is done there is no answer any more.
 * @param {string} path */
export function useUnlinkEffect(path) {
  const { data, error } = useQuery({ queryKey: [path, 'preview', 'lasting'], queryFn: () => send('DELETE', `${path}?preview=true`), staleTime: 5_000, gcTime: 0 });
  return { data: /** @type {{people: number, unenrolled: number, archived: number}|undefined} */ (data), error };
}
