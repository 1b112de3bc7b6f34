#ifndef BILLING_ACCOUNT_H
#define BILLING_ACCOUNT_H

/*
 * account - what the handlers of staff.c, accounts.c and totp.c share: the
 * account that is the scene's document, and sessions for it.
 */

#include "billing/scene.h"
#include "model/account.h"

/* False if there is none, or it cannot be read. */
bool account_read(const struct scene *scene, struct account *ret);

/* Keeps it in place of the scene's document, with its place in the lists. */
void account_keep(const struct scene *scene, struct decision *d,
                  const struct account *account);

/* What is set now is a new password or second factor: verdicts on the ones
 * before count no more, and no session of before lives on. */
void account_renew(const struct scene *scene, struct account *account);

/* A session, and the answer to a login. */
void account_session(const struct scene *scene, struct decision *d,
                     const struct account *account,
                     ProtobufCBinaryData token_sha256);

/* May this account, as it is, do no more than set up its second factor? */
bool account_must_enrol(const struct scene *scene,
                        const struct account *account);

#endif
