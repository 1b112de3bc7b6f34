#ifndef TEST_WORLD_H
#define TEST_WORLD_H

/*
 * world - a school, a student and a clock for tests of billing's handlers.
 *
 *     struct world w;
 *     world_open(&w);                      all steps done, one draft "d1"
 *     world_act(&w, &command, submit_draft);
 *     assert_int_equal(w.d.status, 201);
 *     world_close(&w);
 *
 * The school is open from 2025-04-01 to 2025-04-10, 08:00 to 18:00, and again
 * for recapture from the 15th to the 16th; it is 10:00 on the first day.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "billing/derived.h"
#include "billing/handlers.h"
#include "core/time.h"

#define LEN(a) (sizeof(a) / sizeof *(a))
#define S(n) ((int64_t)(n)*1000)
#define MIN(n) S((n)*60)
#define HOUR(n) MIN((n)*60)
#define DAY(n) HOUR((n)*24)
#define T0 (DAY(20179) - TIME_CHINA_OFFSET_MS)
#define NOW (T0 + HOUR(10))

#define COMMAND(member_, NAME, ...)                                            \
    (&(Tucai__V1__Command){                                                    \
        PROTOBUF_C_MESSAGE_INIT(&tucai__v1__command__descriptor),              \
        .uid = (char *)"u1", .op_case = TUCAI__V1__COMMAND__OP_##NAME,         \
        .member_ = (__VA_ARGS__)})

struct world {
    struct school *school;
    struct student *student;
    struct student *before; /* as it was before the last act */
    struct scene scene;
    struct decision d;
    char job_id[16];
    int jobs;
};

void world_open(struct world *w);
void world_close(struct world *w);

/* Another configuration, JSON members added to the usual ones: "\"a\":1". */
void world_school(struct world *w, const char *members);

/* A phone number as if sealed (each bit turned); "" for none. */
struct sealed_text world_sealed(const char *phone);

/* Runs a handler under a new job id, and what follows from it. */
void world_act(struct world *w, const Tucai__V1__Command *command,
               handler_fn *handler);

/* The same job again, with the state it left. */
void world_again(struct world *w, const Tucai__V1__Command *command,
                 handler_fn *handler);

/* Puts a draft into the box. */
void world_draft(struct world *w, const char *id);

/* Effects of a kind and of a member (an event's or a child's kind; NULL: any).
 */
size_t world_count(const struct world *w, enum effect_kind kind,
                   const char *member);

/* The first effect of a kind on a key; NULL if there is none. */
const struct effect *world_effect(const struct world *w, enum effect_kind kind,
                                  const char *key);

/* A member of the answer, as text; "" if there is none. */
const char *world_answer(const struct world *w, const char *member);

/* The answer is this refusal, and nothing was changed. */
void world_refused(const struct world *w, unsigned status, const char *code);

#endif
