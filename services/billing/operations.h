#ifndef BILLING_OPERATIONS_H
#define BILLING_OPERATIONS_H

/*
 * operations - the table of commands: who may give one, what it needs, and
 * which handler decides it.
 */

#include "billing/handlers.h"
#include "rules/roles.h"

enum paper { /* the versioned value that is loaded into scene.document */
             PAPER_NONE,
             PAPER_STAFF,
             PAPER_SESSION,
             PAPER_SCHOOL,
             PAPER_SEASON,
             PAPER_RULE_SET,
             PAPER_ACCOUNT, /* the one that is made or changed, or asks */
             PAPER_PROBLEM,
             PAPER_WALK,
             PAPER_ROSTER, /* into scene.roster, not scene.document */
             PAPER_LETTER, /* into scene.letter */
             PAPER_PRINTS, /* into scene.print */
             PAPER_BATCH,  /* what the relay keeps of it */
};

struct operation {
    Tucai__V1__Command__OpCase op;
    enum right right;
    handler_fn *handle;
    enum paper paper;
    bool needs_student;
};

/* NULL for an operation that is none of billing's. */
const struct operation *operation_of(Tucai__V1__Command__OpCase op);

/* May whoever gives it do so?  school_code: of the student or the document. */
bool operation_allows(const struct operation *operation,
                      const Tucai__V1__StaffWho *staff,
                      const char *school_code);

/* The uid a command is about as far as it says so; "" if it has to be looked
 * up: then *ret_key is the key that holds it, or "". */
const char *operation_uid(const Tucai__V1__Command *command,
                          char ret_key[KEY_SIZE]);

#endif
