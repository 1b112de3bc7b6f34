#ifndef RELAY_RELAY_H
#define RELAY_RELAY_H

/*
 * relay - what the compute child keeps between jobs, and what every kind of
 * job (work.h) asks of it.
 */

#include "net/blob.h"
#include "net/redis.h"
#include "relay/registry.h"
#include "relay/settings.h"
#include "proof/signature.h"
#include "rules/drafts.h"
#include "service/job.h"
#include "service/outcome.h"

struct relay {
    const struct relay_settings *settings;
    struct redis *redis;
    struct blob_key master;
    struct registry registry;
    struct http_client *real_name;        /* R45; NULL: nobody is asked */
    int64_t real_name_not_before_mono_ms; /* real_name.h */
    struct signature_key *sign_key;       /* ours: manifests         */
    struct signature_keys receipt_keys;   /* the registry's: receipts */
};

/* For struct worker_spec: config is a struct relay_settings. */
int relay_init(const void *config, void **ret_relay)
    __attribute__((warn_unused_result));

struct student;

/* s:<uid>; *ret is NULL when there is no such student.  Free with
 * student_free().  0 or a negative errno. */
int relay_student(const struct relay *relay, const char *uid,
                  struct student **ret) __attribute__((warn_unused_result));

struct roster;
struct roster_line;

/* *ret: where the roster of the student's school puts the student, a line of
 * `to`; NULL: nowhere.  0 or a negative errno. */
int relay_place(const struct relay *relay, const struct student *student,
                struct roster *to, const struct roster_line **ret)
    __attribute__((warn_unused_result));

/* Appends a photo's plain bytes, checked against its digest.  0, -EBADMSG when
 * they are damaged or others, or a negative errno. */
int relay_photo(const struct relay *relay, const struct photo_ref *photo,
                struct buf *ret) __attribute__((warn_unused_result));

#endif
