#ifndef BILLING_LOAD_H
#define BILLING_LOAD_H

/*
 * load - what one job looks at: the scene and what it borrows, freed at once.
 */

#include "billing/billing.h"
#include "billing/operations.h"
#include "service/job.h"

struct load {
    struct billing *billing;
    const struct job *job;
    struct scene scene;
    struct student *student; /* as the handler changes it */
    struct student *before;  /* as it was */
    uint64_t version;        /* of it; 0: a new one */
    struct buf document;
    struct buf shared_rules;
    Tucai__V1__ShotResult *shot_result; /* of an appealed shot; or NULL */
    struct roster *roster; /* whole, or the part with the student */
};

void load_init(struct load *load, struct billing *billing,
               const struct job *job);
void load_done(struct load *load);

/* Each 0, or a fault of Redis; -EBADMSG: what is stored cannot be read. */

/* An unknown uid gives an empty student. */
int load_student(struct load *load, const char *uid)
    __attribute__((warn_unused_result));
/* An unknown code leaves scene.school NULL. */
int load_school(struct load *load, const char *code)
    __attribute__((warn_unused_result));
/* Whether the student's approved photo is in a batch already. */
int load_sealed(struct load *load) __attribute__((warn_unused_result));
int load_document(struct load *load, const char *prefix, const char *id)
    __attribute__((warn_unused_result));
/* The problem report of that id into scene.problem, if there is one. */
int load_problem(struct load *load, const char *id)
    __attribute__((warn_unused_result));
/* The shared rule set that a school's configuration names, if it does. */
int load_shared_rules(struct load *load, const Tucai__V1__PutDocument *school)
    __attribute__((warn_unused_result));
/* The shared rule set that the student's school names, if it does. */
int load_school_rules(struct load *load) __attribute__((warn_unused_result));
/* load_shot.c: the shot of this student that an appeal is about, if it is still
 * known. */
int load_shot(struct load *load, const char *shot_id)
    __attribute__((warn_unused_result));
/* load_page.c: what a step of a walk looks at. */
int load_page(struct load *load, const Tucai__V1__Walk *walk)
    __attribute__((warn_unused_result));
/* load_letter.c: the dead letter of that id into scene.letter. */
int load_letter(struct load *load, const char *job_id)
    __attribute__((warn_unused_result));
/* load_prints.c: the order of prints or the consignment that a command is
 * about, and what it looks at besides, into scene.print. */
int load_prints(struct load *load, const Tucai__V1__Command *command)
    __attribute__((warn_unused_result));
/* load_batch.c: a batch into scene.document; of one that is not uncertain, or
 * was resolved already, no value. */
int load_batch(struct load *load, const char *batch_id)
    __attribute__((warn_unused_result));
/* The season that is to be cloned, into scene.beside. */
int load_from_season(struct load *load, const char *id)
    __attribute__((warn_unused_result));

/* Whether the season that a new configuration names is there: the version of
 * scene.beside is not 0. */
int load_named_season(struct load *load, const Tucai__V1__PutDocument *school)
    __attribute__((warn_unused_result));

/* The wrong tries of a name, likewise (tries.h). */
int load_tries(struct load *load, const char *name)
    __attribute__((warn_unused_result));
/* A school's roster as it is, to be replaced by the job's file. */
int load_roster(struct load *load, const char *school_code)
    __attribute__((warn_unused_result));
/* Where the roster of the student's school puts the student. */
int load_place(struct load *load) __attribute__((warn_unused_result));
/* A plain text; "" if the key is absent or the text too long. */
int load_text(struct load *load, const char *key, char ret[ID_SIZE])
    __attribute__((warn_unused_result));

#endif
