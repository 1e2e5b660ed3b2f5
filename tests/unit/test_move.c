#include "completion_moves.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <string.h>

/* The life of a requirement record, as it was agreed: one row a state, one column a verb, empty where it is refused. */
/* clang-format off */
static const char *const verbs[] = { "record", "grade", "approve", "reject", "waive", "void" };
static const struct {
	const char *state, *leads_to[6];
} life[] = {
	/*                       record            grade                approve     reject      waive     void */
	{ "none",              { "awaiting_grade", "",                  "",         "",         "waived", "" } },
	{ "awaiting_grade",    { "",               "awaiting_approval", "",         "rejected", "waived", "void" } },
	{ "awaiting_approval", { "",               "awaiting_approval", "complete", "rejected", "waived", "void" } },
	{ "rejected",          { "awaiting_grade", "",                  "",         "",         "waived", "void" } },
	{ "complete",          { "",               "",                  "",         "",         "",       "void" } },
	{ "waived",            { "",               "",                  "",         "",         "",       "void" } },
	{ "void",              { "",               "",                  "",         "",         "",       "" } },
};
/* clang-format on */
enum { STATES = sizeof(life) / sizeof(*life), VERBS = sizeof(verbs) / sizeof(*verbs) };

struct step {
	size_t state, verb;
};

ParameterizedTestParameters(move, imis_56_57_58_59_62_every_verb_leads_from_every_state_where_it_was_agreed)
{
	static struct step steps[STATES * VERBS];

	for (size_t i = 0; i < STATES * VERBS; i++)
		steps[i] = (struct step){ i / VERBS, i % VERBS };
	return cr_make_param_array(struct step, steps, STATES * VERBS);
}

ParameterizedTest(struct step *step, move,
	imis_56_57_58_59_62_every_verb_leads_from_every_state_where_it_was_agreed)
{
	struct ctx c = { .arena.limit = 1 << 20 };
	const char *from = life[step->state].state, *verb = verbs[step->verb],
		   *expected = life[step->state].leads_to[step->verb];
	const char *state = from;
	enum err e = move(&c, completion_moves, verb, &state, ERR_BAD_MOVE);

	if (*expected) {
		cr_assert_eq(e, ERR_OK, "%s from %s", verb, from);
		cr_assert_str_eq(state, expected);
	} else {
		cr_assert_eq(e, ERR_BAD_MOVE, "%s from %s", verb, from);
		cr_assert_str_eq(state, from, "a refused move moves nothing");
	}
	arena_reset(&c.arena);
}

Test(move, the_table_names_no_verb_or_state_that_was_not_agreed)
{
	size_t rows = 0, agreed = 0;

	for (const struct move *m = completion_moves; m->verb; m++, rows++) {
		size_t verb = 0, state = 0;

		while (verb < VERBS && strcmp(verbs[verb], m->verb))
			verb++;
		while (state < STATES && strcmp(life[state].state, m->from))
			state++;
		cr_assert(verb < VERBS && state < STATES, "%s from %s", m->verb, m->from);
	}
	for (size_t i = 0; i < STATES * VERBS; i++)
		agreed += *life[i / VERBS].leads_to[i % VERBS] != '\0';
	cr_assert_eq(rows, agreed, "a row is there twice");
}

Test(move, a_refusal_says_what_was_tried_on_what)
{
	struct ctx c = { .arena.limit = 1 << 20 };
	const char *state = "awaiting_grade";

	cr_assert_eq(move(&c, completion_moves, "approve", &state, ERR_COMPLETION_READ_ONLY),
		ERR_COMPLETION_READ_ONLY);
	cr_assert_str_eq(c.problem.detail, "You cannot approve what is awaiting grade.");
	arena_reset(&c.arena);
}
