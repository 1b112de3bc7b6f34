#ifndef BILLING_SESSION_H
#define BILLING_SESSION_H

/*
 * session - the record of a token, and one-time codes.  A token is known here
 * by its SHA-256 only.
 */

#include "billing/decision.h"
#include "proto/student.pb-c.h"

/* Adds the record of a token, if it is one (32 bytes); else refuses. */
bool session_record(struct decision *d, ProtobufCBinaryData token_sha256,
                    const struct session *session, int64_t ttl_ms);

#endif
