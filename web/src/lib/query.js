import { keepPreviousData, QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { ApiError, get, newKey } from './api.js';

const LASTING = 'lasting';

/** A "no" from the server is an answer and is not asked for again; only a lost connection is worth another try.
 * @param {number} count @param {Error} error */
function mayRetry(count, error) {
  return count < 1 && error instanceof ApiError && (error.status === 0 || error.status >= 502);
}

export const client = new QueryClient({
  defaultOptions: {
    // A form must not change under the person's hands because a window got focus.
    queries: { retry: mayRetry, staleTime: 5_000, refetchOnWindowFocus: false },
  },
});

/** One object. With `path` null nothing is asked.
 * @param {string|null} path @param {Record<string, unknown>} [params]
 * @param {{keep?: boolean, lasting?: boolean, once?: boolean, again?: (data: any) => number|false}} [options]
 *   keep: the old answer stays while the new one loads; lasting: never asked for again; once: asked for when it appears, and not again
 *   after a change, as what a change will do has no answer once it is done; again: after how many milliseconds to ask again, if at all */
export function useGet(path, params, { keep = false, lasting = false, once = false, again } = {}) {
  return useQuery({
    queryKey: [path, params ?? {}, lasting || once ? LASTING : ''],
    queryFn: ({ signal }) => get(/** @type {string} */ (path), params, signal),
    enabled: path !== null,
    placeholderData: keep ? keepPreviousData : undefined,
    staleTime: lasting ? Infinity : 5_000,
    gcTime: once ? 0 : undefined,
    refetchInterval: again ? ({ state }) => again(state.data) : false,
  });
}

/** A list that is read page by page. Old rows stay while the rows of another filter load.
 * @template T
 * @param {string|null} path @param {Record<string, unknown>} [params] */
export function useList(path, params) {
  const query = useInfiniteQuery({
    queryKey: [path, params ?? {}, 'list'],
    queryFn: ({ signal, pageParam }) => get(/** @type {string} */ (path), { ...params, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (/** @type {any} */ page) => page.next ?? undefined,
    enabled: path !== null,
    placeholderData: keepPreviousData,
  });
  const pages = query.data?.pages;
  return {
    /** @type {T[]} */
    items: pages?.flatMap((page) => page.items) ?? [],
    total: /** @type {number|undefined} */ (pages?.[0]?.total),
    isLoading: query.isPending && path !== null,
    isBusy: query.isFetching && !query.isFetchingNextPage,
    error: query.error,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => { query.fetchNextPage(); },
    retry: () => { query.refetch(); },
  };
}

/** A change. One click sends once; a submit whose answer was lost goes again under the same key. Whatever is on screen is read again after it.
 * @template In, Out
 * @param {(input: In, key: string) => Promise<Out>} run @param {{onDone?: (out: Out, input: In) => void}} [options] */
export function useSend(run, { onDone } = {}) {
  const queries = useQueryClient();
  const key = useRef('');
  // The second click of a double click comes before the page is drawn again, so what is shown cannot tell.
  const isSending = useRef(false);
  const mutation = useMutation({
    mutationFn: (/** @type {In} */ input) => {
      key.current ||= newKey();
      return run(input, key.current);
    },
    onSuccess: (out, input) => {
      isSending.current = false;
      key.current = '';
      queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[2] !== LASTING });
      onDone?.(out, input);
    },
    onError: (error) => {
      isSending.current = false;
      // Somebody else was first: what they saved is brought in, so that it can be looked at and the change repeated.
      if (error instanceof ApiError && error.status === 412) queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[2] !== LASTING });
      if (!(error instanceof ApiError) || error.status !== 0) key.current = '';
    },
  });
  return {
    send: (/** @type {In} */ input) => {
      if (isSending.current) return;
      isSending.current = true;
      mutation.mutate(input);
    },
    isBusy: mutation.isPending,
    error: /** @type {ApiError|null} */ (mutation.error),
    result: mutation.data,
    reset: mutation.reset,
  };
}
