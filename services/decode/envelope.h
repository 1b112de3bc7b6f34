#ifndef DECODE_ENVELOPE_H
#define DECODE_ENVELOPE_H

/*
 * envelope - version 1 of the capture code: envelope bytes in, ticket out.
 *
 *     envelope ── recipient ──> our key ── SM2 ──> SM4 key
 *        └─ ciphertext ── SM4-CTR ──> signed ticket
 *                                       ├─ issuer ──> registry's key
 *                                       └─ ticket ── SM2 with SM3 ──> believed
 *
 * Source  docs of the capture code's wire format; the checks are made in the
 *         order of the layers, and of several faults the first is reported.
 */

#include "decode/keyring.h"
#include "decode/ticket.h"

enum { ENVELOPE_MAX = 1536 }; /* bytes; more than any code's text can carry */

/* 0, or the enum code_refusal up to and without the ticket's times.  Writes
 * *ret on 0 only. */
int envelope_open(struct bytes msg, const struct keyring *ring,
                  struct ticket *ret) __attribute__((warn_unused_result));

#endif
