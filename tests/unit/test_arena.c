#include "arena.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

Test(arena, memory_is_zeroed_aligned_and_its_own)
{
	struct arena a = { .limit = 1 << 20 };
	char *before = NULL;

	for (size_t size = 0; size < 3000; size += 7) {
		char *p = arena_alloc(&a, size);

		cr_assert_eq((uintptr_t)p % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			cr_assert_eq(p[i], 0);
		memset(p, 0xAB, size);
		cr_assert(!before || p != before);
		before = size ? p : before;
	}
	arena_reset(&a);
}

Test(arena, a_piece_larger_than_a_block_is_given)
{
	struct arena a = { .limit = 4 << 20 };
	char *big = arena_alloc(&a, 1 << 20), *next = arena_alloc(&a, 16);

	memset(big, 1, 1 << 20);
	cr_assert_eq(next[0], 0);
	cr_assert_geq(a.total, (size_t)1 << 20);
	arena_reset(&a);
	cr_assert_eq(a.total, 0);
	cr_assert_null(a.head);
}

Test(arena, texts_are_copied_and_formatted)
{
	struct arena a = { .limit = 1 << 20 };
	char original[] = "laurel";
	char *copy = arena_strdup(&a, original);

	original[0] = 'x';
	cr_assert_str_eq(copy, "laurel");
	cr_assert_str_eq(arena_printf(&a, "%d of %s", 7, "many"), "7 of many");
	cr_assert_str_eq(arena_printf(&a, "%s", ""), "");
	arena_reset(&a);
}

Test(arena, rewinding_gives_up_what_came_after_the_mark_and_nothing_else)
{
	struct arena a = { .limit = 1 << 20 };
	char *kept = arena_strdup(&a, "kept");
	struct arena_mark mark = arena_mark(&a);
	char *first = arena_raw(&a, 16);

	for (int i = 0; i < 10; i++) {
		arena_alloc(&a, 50000);
		arena_rewind(&a, mark);
	}
	cr_assert_str_eq(kept, "kept");
	cr_assert_eq(a.total, mark.total);
	cr_assert_eq(arena_raw(&a, 16), (void *)first, "the same place is handed out again");
	arena_reset(&a);
}

Test(arena, it_can_be_used_again_after_a_reset)
{
	struct arena a = { .limit = 200000 };

	for (int i = 0; i < 100; i++) {
		arena_alloc(&a, 100000);
		arena_reset(&a);
	}
	cr_assert_str_eq(arena_strdup(&a, "again"), "again");
	arena_reset(&a);
}

Test(arena, passing_the_limit_ends_the_process, .signal = SIGABRT)
{
	struct arena a = { .limit = 100000 };

	arena_alloc(&a, 60000);
	arena_alloc(&a, 60000);
}
