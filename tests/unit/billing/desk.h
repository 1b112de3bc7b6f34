#ifndef TEST_DESK_H
#define TEST_DESK_H

/*
 * desk - a member of the staff who gives commands about one account, for tests
 * of staff.c, accounts.c and totp.c: what a commit would have kept becomes the
 * next command's document.
 */

#include "world.h"

#include "billing/account.h"

struct desk {
    struct world w;
    Tucai__V1__StaffWho who;
};

/* Asked by `role` of `school`, named "asker"; no account yet. */
void desk_open(struct desk *desk, const char *role, const char *school);
void desk_close(struct desk *desk);
void desk_asks(struct desk *desk, const char *name, const char *role,
               const char *school);

/* Puts this account where the document is. */
void desk_put(struct desk *desk, const struct account *account);
/* The one that is there. */
struct account desk_account(const struct desk *desk);

/* Gives a command, in the asker's name. */
void desk_act(struct desk *desk, const Tucai__V1__Command *command,
              handler_fn *handler);

#endif
