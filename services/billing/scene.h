#ifndef BILLING_SCENE_H
#define BILLING_SCENE_H

/*
 * scene - everything a handler may look at, loaded before it is called: the
 * student, the school, who asks, and when.  A handler changes `student` and
 * fills a decision; it reads no store and no clock.
 */

#include "billing/decision.h"
#include "billing/print_scene.h"
#include "model/problem_report.h"
#include "model/roster.h"
#include "model/school.h"
#include "model/student.h"
#include "proto/student.pb-c.h"
#include "service/job.h"

struct document {     /* a versioned value that is no student */
    uint64_t version; /* 0: absent */
    struct buf value;
};

/* A shot as the ledger remembers it, for the appeal against its refusal. */
struct shot_record {
    bool is_his;  /* of this student, and no dry run */
    bool is_over; /* judged, or given up */
    int64_t admitted_ms;
    Tucai__V1__ShotVerdict *verdict; /* NULL: there is none */
    struct photo_ref original, preview;
};

/* What a step of a walk looks at. */
#define PAGE_MAX 24

struct page_item {
    char uid[72];
    int64_t due_ms;    /* of what is in review: R29; 0: it is not */
    bool is_escalated; /* already */
};

struct page {
    char school_code[8]; /* "": there is no school */
    char next_school[8]; /* "": this was the last */
    size_t n;            /* PAGE_MAX: there may be more */
    struct page_item items[PAGE_MAX];
    int64_t last_ms; /* where the next page begins, as in Walk */
    uint32_t skip;
};

struct roster_scene { /* of a command that replaces one */
    struct bytes csv;
    const struct roster *before; /* empty: there was none */
    size_t parts;                /* it is kept in */
    uint64_t version;            /* 0: absent */
    int64_t imported_ms;
};

struct dead_letter {
    bool is_dead; /* else there is none of that id */
    char kind[16], stage[16];
};

struct scene {
    const char *job_id; /* ids that must not change in a replay come from it */
    int64_t now_ms;     /* when the event happened */
    int64_t verdict_ms; /* when it is judged; pauses run from here */
    uint8_t random[32]; /* fresh for this call */

    struct student *student;     /* empty uid: new; NULL: none is concerned */
    const struct school *school; /* NULL: none is concerned */
    bool is_sealed;              /* approved, and in a batch (R29) */
    const char *by;              /* "student", "system", or the staff name */
    const char *role;            /* of the staff; "" */
    char season[STUDENT_TEXT_SIZE]; /* of a code: its season's id */
    struct document document; /* what a command changes that is no student */
    struct document shared_rules; /* that a new configuration names */
    struct roster_scene roster;
    const struct roster_line *place; /* the student's; NULL: unassigned (R4) */

    const Tucai__V1__Command *command;  /* of a command or timer */
    const Tucai__V1__CodeJob *code_job; /* of a code */
    const Tucai__V1__Ticket *ticket;
    const Tucai__V1__ShotJob *shot_job; /* of a shot */
    const Tucai__V1__ShotVerdict *verdict;
    const struct job *job; /* of a shot: its files */
    const struct staff_file *first_account;
    bool demands_totp;             /* of the roles that need it (R46) */
    struct shot_record shot;       /* of an appeal */
    struct problem_report problem; /* id "": none */
    struct page page;              /* of a walk */
    struct document beside;        /* a season to clone; tries to log in */
    struct dead_letter letter;     /* that is to be tried again */
    struct print_scene print;      /* of orders of prints and consignments */
};

typedef void handler_fn(struct scene *scene, struct decision *d);

/* "<prefix><24 hex digits>", always the same for a job and a prefix. */
void scene_id(const struct scene *scene, const char *prefix, char ret[ID_SIZE]);

/* Copies text; what does not fit is left out, in whole characters. */
void scene_copy(char *to, size_t size, const char *from);

/* Decides "already done", "not there", "that makes no sense". */
void refuse_unknown(struct decision *d);
void refuse_malformed(struct decision *d, const char *detail);

/* A reason is there and fits; else refuses. */
bool scene_has_reason(struct decision *d, const char *reason);

/* Keeps what a person did for the student; the oldest note makes room. */
void scene_note(struct scene *scene, const char *what, const char *reason);

/* The student's current submission if it has this id; else 404 is decided and
 * NULL returned. */
struct submission *scene_submission(struct scene *scene, struct decision *d,
                                    const char *submission_id);

#endif
