#ifndef BILLING_AUDIT_H
#define BILLING_AUDIT_H

/*
 * audit - what a member of the staff did, as entries of the audit log (R43):
 * every command of theirs that was not refused, by itself.
 *
 * An entry is one line of JSON: `by` and `role` (who), `what`, and of
 * `school_code`, `student_uid`, `about` (the submission, document or account),
 * `detail` and `reason` those that there are.  It names no student but by uid;
 * of a command only the members named here are taken, so that no hash or secret
 * gets in.
 */

#include "billing/scene.h"

struct audit_entry { /* NULL and "": none */
    const char *by, *role, *what;
    const char *school_code, *student_uid, *about, *detail, *reason;
};

void audit_add(struct decision *d, const struct audit_entry *entry);

/* The entry of scene->command, if it was somebody's of the staff and was not
 * refused. */
void audit_command(const struct scene *scene, struct decision *d);

#endif
