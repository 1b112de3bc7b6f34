#ifndef SANDBOX_SERVE_H
#define SANDBOX_SERVE_H

/*
 * serve - everything the outside world is to tucai, in one process: payment
 * provider, message service, page that hands out capture codes, registry,
 * real-name service.
 *
 * Each listener is a row of serve.c's table: address, TLS or not, routes.
 * Every handler's ctx is the struct sandbox.
 */

#include "sandbox/message.h"
#include "sandbox/pay.h"
#include "sandbox/real_name.h"
#include "sandbox/registry.h"
#include "sandbox/wechat.h"

struct sandbox {
    const char *keys;  /* folder of keygen's files    */
    const char *state; /* folder of what it remembers */
    struct pay pay;
    struct messages *messages;
    struct wechat *wechat;
    struct registry *registry;
    struct real_name_desk real_name;
};

/* `tucai-sandbox serve`: until SIGTERM or SIGINT.  Returns the exit code. */
int serve_command(int argc, char **argv);

#endif
