#ifndef MODEL_SEALED_H
#define MODEL_SEALED_H

/*
 * sealed - a phone number or openid as it rests (domain.md R44): opened for
 * nobody but the worker that sends something there.
 *
 * Who holds one can show its masked form and tell by the hash whether two are
 * the same; lib/net/seal.h makes both.
 */

#include "proto/student.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEALED_SIZE 160 /* 128 bytes of text, the nonce and the tag */
#define SEALED_MASKED_SIZE 16

struct sealed_text {
    size_t len; /* 0: there is none */
    uint8_t bytes[SEALED_SIZE];
    uint8_t hash[32];
    char masked[SEALED_MASKED_SIZE]; /* 138****8000 */
};

/* NULL gives an empty one.  False when a part passes a limit above; *ret is
 * then untouched. */
bool sealed_decode(const Tucai__V1__SealedText *in, struct sealed_text *ret)
    __attribute__((warn_unused_result));

/* *ret points into s.  False if there is none. */
bool sealed_encode(const struct sealed_text *s, Tucai__V1__SealedText *ret);

/* 13812345678 as 138****5678: enough to recognise one's own.  phone: 11
 * digits. */
void sealed_mask_phone(const char *phone, char ret[SEALED_MASKED_SIZE]);

#endif
