#ifndef INGEST_SIGNED_IN_H
#define INGEST_SIGNED_IN_H

/*
 * signed_in - the new session of a member of the staff: after a login, and
 * after a second factor was set up.
 */

#include "ingest/command.h"

/* A token that this call will give out, in c->token and, hashed, in
 * c->token_sha256. */
void signed_in_token(struct call *c);

/* A command_fn: answers with what billing says, the token, and the cookie. */
command_fn signed_in_answer;

#endif
