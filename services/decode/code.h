#ifndef DECODE_CODE_H
#define DECODE_CODE_H

/*
 * code - a capture code's text in, ticket or refusal out.
 *
 * The one door: whatever formats there are, each is a row of the table in
 * code.c (what its texts begin with, how they are opened), and nobody else
 * knows which one a code had.
 */

#include "decode/keyring.h"
#include "decode/ticket.h"

enum { CODE_TEXT_MAX = 2048 }; /* characters */

/*
 * Judges by the clock given.  0; a positive enum code_refusal; a negative
 * errno.  Writes *ret on 0 only.
 */
int code_open(struct bytes text, const struct keyring *ring, int64_t now_ms,
              struct ticket *ret) __attribute__((warn_unused_result));

/* Does text begin like a code of a format that we know? */
bool code_is_ours(struct bytes text);

#endif
