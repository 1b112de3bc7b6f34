#ifndef SANDBOX_MESSAGE_H
#define SANDBOX_MESSAGE_H

/*
 * message - a message service that sends nothing and shows everything.
 *
 * POST /messages {id, to, text} with the id as Idempotency-Key: 202, the same
 * id again is nothing new.  GET /sandbox/messages?to=NUMBER: the latest
 * first, {messages: [{id, to, text, at}]}.
 */

#include "sandbox/web.h"

#define MESSAGES_MAX 1000 /* older ones are forgotten */

struct messages; /* in memory only */

struct messages *messages_new(void);
struct messages *messages_free(struct messages *messages);

/* Takes message, an object with `to` and `text`; shown with the others. */
void messages_show(struct messages *messages, json_t *message);

web_handler message_send, message_list; /* ctx: struct sandbox */

#endif
