#ifndef TEST_SUBJECT_H
#define TEST_SUBJECT_H

/*
 * subject - one student under billing's own handlers, for the model check:
 * no Redis, no clock; every state goes through its stored form.
 */

#include "billing/operations.h"

#define SUBJECT_SHOTS_MAX 256

struct subject_shot { /* one that was judged */
    char id[24];
    char kind[16];
    int64_t admitted_ms;
};

struct subject {
    struct school *school;
    struct student *student, *before; /* before the latest event */
    struct scene scene;
    struct decision d;
    char job_id[24];
    unsigned jobs;
    const char *by; /* of the staff, if it is theirs */

    bool has_shot; /* one is in work */
    int64_t shot_ms;
    uint8_t nonce[32];
    size_t shots_len;
    struct subject_shot shots[SUBJECT_SHOTS_MAX];
};

/* A new student of a school: {school, uid, campus, level}.  False, and the
 * reason on stderr, when the school's configuration is none. */
bool subject_begin(struct subject *s, const json_t *event);
void subject_done(struct subject *s);

/* A new job; subject_run() without it is the same job again. */
void subject_new_job(struct subject *s);

/* Runs a handler as of at_ms; a state that it changes is kept. */
void subject_run(struct subject *s, handler_fn *handler, int64_t at_ms,
                 int64_t verdict_ms);
void subject_command(struct subject *s, Tucai__V1__Command *command,
                     int64_t at_ms);

/* One event of tests/model/differ.mjs (event.h); false if there is no such op.
 */
bool event_run(struct subject *s, const json_t *event);

#endif
