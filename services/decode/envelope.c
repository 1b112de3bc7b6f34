#include "decode/envelope.h"

#include "decode/sm2_der.h"
#include "decode/wire.h"

#include <stddef.h>

enum { SUITE_SM = 1, IV_SIZE = 16 };

struct envelope {
    uint32_t suite;
    struct bytes recipient_key_id, sealed_key, iv, ciphertext;
};

struct signed_ticket {
    struct bytes ticket, issuer_key_id, signature;
};

/* clang-format off */
static const struct wire_field ENVELOPE[] = {
    {1, WIRE_UINT32, offsetof(struct envelope, suite)},
    {2, WIRE_BYTES, offsetof(struct envelope, recipient_key_id)},
    {3, WIRE_BYTES, offsetof(struct envelope, sealed_key)},
    {4, WIRE_BYTES, offsetof(struct envelope, iv)},
    {5, WIRE_BYTES, offsetof(struct envelope, ciphertext)},
};

static const struct wire_field SIGNED[] = {
    {1, WIRE_BYTES, offsetof(struct signed_ticket, ticket)},
    {2, WIRE_BYTES, offsetof(struct signed_ticket, issuer_key_id)},
    {3, WIRE_BYTES, offsetof(struct signed_ticket, signature)},
};
/* clang-format on */

static int read_envelope(struct bytes msg, struct envelope *ret)
{
    struct envelope e = {0};

    if (msg.len > ENVELOPE_MAX ||
        !wire_read(msg, ENVELOPE, sizeof ENVELOPE / sizeof *ENVELOPE, &e))
        return CODE_MALFORMED;
    if (e.suite != 0 && e.suite != SUITE_SM)
        return CODE_SUITE_UNKNOWN; /* the rest may have any other shape */
    if (e.suite == 0 || e.recipient_key_id.len != SM2_KEY_ID_SIZE ||
        e.sealed_key.len <= SM2_CIPHER_OVERHEAD ||
        e.sealed_key.len > SM2_CIPHER_MAX || e.iv.len != IV_SIZE ||
        e.ciphertext.len == 0)
        return CODE_MALFORMED;
    *ret = e;
    return 0;
}

static int read_signed(struct bytes msg, struct signed_ticket *ret)
{
    struct signed_ticket s = {0};

    if (!wire_read(msg, SIGNED, sizeof SIGNED / sizeof *SIGNED, &s) ||
        s.ticket.len == 0 || s.issuer_key_id.len != SM2_KEY_ID_SIZE ||
        s.signature.len != SM2_SIGNATURE_SIZE)
        return CODE_MALFORMED;
    *ret = s;
    return 0;
}

static int believe(struct bytes msg, const struct keyring *ring,
                   struct ticket *ret)
{
    struct signed_ticket s;
    struct sm2_key *issuer;
    int r = read_signed(msg, &s);

    if (r != 0)
        return r;
    issuer = keyring_find(ring, SM2_PUBLIC, s.issuer_key_id);
    if (!issuer)
        return CODE_ISSUER_UNKNOWN;
    if (!sm2_verify(issuer, s.ticket, s.signature))
        return CODE_SIGNATURE_BAD;
    return ticket_read(s.ticket, ret);
}

/* Nobody wraps a ticket again for another collector. */
static int check_recipient(const struct ticket *t, struct bytes envelope_id)
{
    struct bytes id = {t->recipient_key_id, sizeof t->recipient_key_id};

    return bytes_equal(id, envelope_id) ? 0 : CODE_NOT_FOR_US;
}

int envelope_open(struct bytes msg, const struct keyring *ring,
                  struct ticket *ret)
{
    uint8_t key[SM4_KEY_SIZE];
    uint8_t opened[ENVELOPE_MAX];
    struct envelope e;
    struct ticket t;
    struct sm2_key *recipient;
    int r = read_envelope(msg, &e);

    if (r != 0)
        return r;
    recipient = keyring_find(ring, SM2_PRIVATE, e.recipient_key_id);
    if (!recipient)
        return CODE_NOT_FOR_US;
    if (!sm2_open(recipient, e.sealed_key, key, sizeof key))
        return CODE_UNDECRYPTABLE;

    sm4_ctr(key, e.iv.at, e.ciphertext, opened);
    r = believe((struct bytes){opened, e.ciphertext.len}, ring, &t);
    if (r == 0)
        r = check_recipient(&t, e.recipient_key_id);
    if (r == 0)
        *ret = t;
    return r;
}
