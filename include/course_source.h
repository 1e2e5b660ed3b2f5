#ifndef LAUREL_COURSE_SOURCE_H
#define LAUREL_COURSE_SOURCE_H

#include "ctx.h"

/*
 * Why people are in courses (SEG-18 to 20).  An enrolment is active while one
 * of its sources is: the last one to end suspends it with its progress, one
 * that returns resumes it (SEG-15 to 17), and the first one there ever was
 * makes it.  All of this is set-based: a small number of statements, however
 * many people; the tally of the course is kept in the same transaction, and
 * the course's row is held until it ends, so that two changes never cross.
 *
 * A course without required steps completes whom it enrols, and a course that
 * counts as it may have been completed before: what follows from a completion
 * is done in the same transaction, and told in `completed`.
 *
 * None of these judges whether the people may be enrolled, and none writes an
 * audit entry but those that say so: their callers know what it was that
 * happened.
 */
struct source_effect {
	int64_t sources;  /* that began or ended */
	int64_t enrolled; /* were never in the course before */
	int64_t resumed;  /* are active again */
	int64_t suspended;
	int64_t archived;  /* of the suspended: completed, and put away */
	int64_t completed; /* by being enrolled */
};

/*
 * kind: self, staff, import, segment or program; ref_id the import, segment or
 * program, 0 for self and staff.  status: what a new enrolment starts as
 * (assigned, not_started or pending).  The contacts must exist.
 */
struct source_key {
	int64_t course_id;
	const char *kind;
	int64_t ref_id;
	const char *status;
};
must_check enum err course_sources_begin(struct ctx *c, const struct source_key *key,
	const struct ints *contacts, struct source_effect *out);

/* archive: put completed ones that no other source keeps active away. */
must_check enum err course_sources_end(struct ctx *c, const struct source_key *key, bool archive,
	const struct ints *contacts, struct source_effect *out);

/*
 * One chunk of linking a course to a segment, or of taking the link away: the
 * members (linking) or the sources (unlinking) with contact ids from..to,
 * both included (SEG-10, 12, 13).  Running a chunk again changes nothing.  An
 * audit entry tells of the chunk, unless nothing changed.
 */
struct segment_chunk {
	int64_t segment_id, course_id, from_contact, to_contact;
};
must_check enum err course_segment_link_chunk(struct ctx *c, const struct segment_chunk *chunk,
	struct source_effect *out);
must_check enum err course_segment_unlink_chunk(struct ctx *c, const struct segment_chunk *chunk,
	struct source_effect *out);

/*
 * Contacts came into segments or left them: their sources in every course
 * those segments bring begin or end (SEG-03, 04, 14 to 18).  The rows of
 * segment_member are the caller's, written in the same transaction, and the
 * caller holds the segments' rows, so that no link is made meanwhile.  One
 * audit entry per call, unless nothing changed.
 */
struct segment_change {
	int64_t segment_id, contact_id;
};
must_check enum err course_segments_entered(struct ctx *c, const struct list *changes,
	struct source_effect *out);
must_check enum err course_segments_left(struct ctx *c, const struct list *changes,
	struct source_effect *out);

#endif
