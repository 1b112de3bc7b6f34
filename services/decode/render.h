#ifndef DECODE_RENDER_H
#define DECODE_RENDER_H

/*
 * render - the verdict on a code as the JSON line that `inspect` prints.
 */

#include "decode/ticket.h"

/* One line without its end: {"result":"ok","ticket":{...}}, or of a refusal
 * {"result":"code_expired"}.  Free with free(). */
char *render_verdict(int refusal, const struct ticket *t);

#endif
