#include "issue.h"

#include "core/base45.h"
#include "core/check.h"
#include "core/cleanup.h"
#include "core/random.h"
#include "decode/sm2.h"
#include "decode/sm2_der.h"
#include "proto/capture_code.pb-c.h"
#include "sm2_issue.h"

#include <errno.h>
#include <openssl/evp.h>

enum { SUITE = 1, IV_SIZE = 16, ENVELOPE_SIZE_MAX = 4096, ID_BYTES = 8 };

struct issuer {
    EVP_PKEY *registry;
    EVP_PKEY *collector;
    uint8_t registry_id[SM2_ISSUE_ID_SIZE];
    uint8_t collector_id[SM2_ISSUE_ID_SIZE];
};

static void freeissuerp(struct issuer **issuer)
{
    issuer_free(*issuer);
}

int issuer_open(const char *dir, struct issuer **ret)
{
    _cleanup_(freeissuerp) struct issuer *issuer = must_alloc(sizeof *issuer);
    int r = sm2_issue_load(dir, ISSUE_REGISTRY, true, &issuer->registry);

    if (r == 0)
        r = sm2_issue_load(dir, ISSUE_COLLECTOR, false, &issuer->collector);
    if (r == 0)
        r = sm2_issue_id(issuer->registry, issuer->registry_id);
    if (r == 0)
        r = sm2_issue_id(issuer->collector, issuer->collector_id);
    if (r == 0)
        *ret = steal(&issuer);
    return r;
}

void issuer_free(struct issuer *issuer)
{
    if (!issuer)
        return;
    EVP_PKEY_free(issuer->registry);
    EVP_PKEY_free(issuer->collector);
    free(issuer);
}

const uint8_t *issuer_collector_id(const struct issuer *issuer)
{
    return issuer->collector_id;
}

/* protobuf-c takes views that it promises not to write to. */
static ProtobufCBinaryData view(const void *data, size_t len)
{
    return (ProtobufCBinaryData){len, (uint8_t *)(uintptr_t)data};
}

static char *text(const char *value)
{
    return (char *)(uintptr_t)(value ? value : "");
}

static int pack(const ProtobufCMessage *msg, struct buf *ret)
{
    size_t len = protobuf_c_message_get_packed_size(msg);
    uint8_t *room = buf_room(ret, len);

    if (!room)
        return -ENOBUFS;
    buf_grew(ret, protobuf_c_message_pack(msg, room));
    return 0;
}

int issuer_sign(const struct issuer *issuer, struct bytes ticket,
                struct buf *ret)
{
    Tucai__V1__SignedTicket msg = TUCAI__V1__SIGNED_TICKET__INIT;
    uint8_t signature[SM2_ISSUE_SIGNATURE_SIZE];
    int r = sm2_issue_sign(issuer->registry, ticket, signature);

    if (r < 0)
        return r;
    msg.ticket = view(ticket.at, ticket.len);
    msg.issuer_key_id = view(issuer->registry_id, SM2_ISSUE_ID_SIZE);
    msg.signature = view(signature, sizeof signature);
    return pack(&msg.base, ret);
}

int issuer_seal(const struct issuer *issuer, struct bytes opened,
                struct buf *ret)
{
    Tucai__V1__CaptureEnvelope msg = TUCAI__V1__CAPTURE_ENVELOPE__INIT;
    uint8_t sealed[SM4_KEY_SIZE + SM2_CIPHER_OVERHEAD];
    uint8_t hidden[ENVELOPE_SIZE_MAX];
    uint8_t key[SM4_KEY_SIZE];
    uint8_t iv[IV_SIZE];
    int r;

    if (opened.len > sizeof hidden)
        return -EMSGSIZE;
    random_fill(key, sizeof key);
    random_fill(iv, sizeof iv);
    r = sm2_issue_seal(issuer->collector, (struct bytes){key, sizeof key},
                       sealed);
    if (r < 0)
        return r;
    sm4_ctr(key, iv, opened, hidden);
    msg.suite = SUITE;
    msg.recipient_key_id = view(issuer->collector_id, SM2_ISSUE_ID_SIZE);
    msg.sealed_key = view(sealed, sizeof sealed);
    msg.iv = view(iv, sizeof iv);
    msg.ciphertext = view(hidden, opened.len);
    return pack(&msg.base, ret);
}

static int pack_ticket(const struct issuer *issuer,
                       const struct issue_ticket *ticket, struct buf *ret)
{
    Tucai__V1__Ticket msg = TUCAI__V1__TICKET__INIT;
    char id[2 * ID_BYTES + 1];

    random_id(id, ID_BYTES);
    msg.ticket_id = ticket->ticket_id ? text(ticket->ticket_id) : id;
    msg.student_uid = text(ticket->student_uid);
    msg.name_masked = text(ticket->name_masked);
    msg.id_masked = text(ticket->id_masked);
    msg.school_code = text(ticket->school_code);
    msg.campus = text(ticket->campus);
    msg.graduation_year = ticket->graduation_year;
    msg.level = text(ticket->level);
    msg.issued_at = ticket->issued_at_s;
    msg.expires_at = ticket->expires_at_s;
    msg.recipient_key_id = view(issuer->collector_id, SM2_ISSUE_ID_SIZE);
    return pack(&msg.base, ret);
}

int issuer_make(const struct issuer *issuer, const struct issue_ticket *ticket,
                struct buf *ret_text)
{
    _cleanup_(buf_done) struct buf plain = BUF_INIT(ENVELOPE_SIZE_MAX);
    _cleanup_(buf_done) struct buf sealed = BUF_INIT(ENVELOPE_SIZE_MAX);
    _cleanup_(buf_done) struct buf envelope = BUF_INIT(ENVELOPE_SIZE_MAX);
    int r = pack_ticket(issuer, ticket, &plain);

    if (r == 0)
        r = issuer_sign(issuer, buf_view(&plain), &sealed);
    if (r == 0)
        r = issuer_seal(issuer, buf_view(&sealed), &envelope);
    if (r == 0)
        r = buf_add_text(ret_text, "TC1:");
    if (r == 0)
        r = base45_encode(buf_view(&envelope), ret_text);
    return r;
}
