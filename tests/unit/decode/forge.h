#ifndef TEST_DECODE_FORGE_H
#define TEST_DECODE_FORGE_H

/*
 * forge - capture codes that are sound but for one thing, layer by layer, with
 * keys of its own in a folder of its own.
 */

#include "core/bytes.h"
#include "decode/keyring.h"
#include "issue.h"
#include "proto/capture_code.pb-c.h"

#include <openssl/types.h>

/* What a code is spoilt with; NULL and empty: nothing. */
struct forgery {
    void (*ticket)(Tucai__V1__Ticket *msg);
    struct bytes ticket_tail; /* behind the message's bytes */
    void (*signed_ticket)(Tucai__V1__SignedTicket *msg);
    struct bytes signed_tail;
    void (*envelope)(Tucai__V1__CaptureEnvelope *msg);
    struct bytes envelope_tail;
    void (*text)(struct buf *text);
    bool for_second; /* sealed for the second collector */
};

/* 2025-06-01 12:00 in Asia/Shanghai, the clock of every forged code. */
#define FORGE_NOW_S INT64_C(1748750400)

/* Once before and after all: keys, and a ring that knows two collectors (whose
 * private keys we have), and one registry. */
int forge_setup(void **state);
int forge_teardown(void **state);

struct keyring *forge_ring(void);
/* The path of a key file: "collector.key.pem"... */
const char *forge_path(const char *file);
/* Public key of the first collector. */
EVP_PKEY *forge_collector(void);
const struct issuer *forge_issuer(void);
/* Id of the other collector of the ring. */
const uint8_t *forge_second_id(void);

/* A sound ticket until *msg is spoilt; borrowed for ever. */
void forge_ticket(Tucai__V1__Ticket *msg);

/* Adds the code's text. */
void forge_code(const struct forgery *f, struct buf *ret);

#endif
