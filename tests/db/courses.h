#ifndef LAUREL_COURSES_TEST_H
#define LAUREL_COURSES_TEST_H

#include "fixture.h"

#include "course_enrollment.h"

/* A course by assignment only, one lesson a letter of `steps`; capitals are required. */
int64_t make_course(const char *code, const char *steps);
void course_is(int64_t course, const char *change); /* "content_source = 'premium'" */

void assign(int64_t course, int64_t contact);
void do_step(int64_t course, int64_t contact, const char *title);
enum err change_status(int64_t course, int64_t contact, const char *status, const char *reason);

int64_t enrollment_id(int64_t course, int64_t contact);
struct course_enrollment_view course_view(int64_t course, int64_t contact);

/* "in_progress active", "completed archived", "none". */
const char *standing(int64_t course, int64_t contact);

#endif
