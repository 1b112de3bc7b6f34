#include "forge.h"

#include "core/base45.h"
#include "core/check.h"
#include "core/cleanup.h"
#include "sm2_issue.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LAYER_MAX = 8192, PATH_SIZE = 256 };

static struct {
    char dir[PATH_SIZE];
    char second[PATH_SIZE];
    struct keyring *ring;
    struct issuer *issuer;
    struct issuer *second_issuer;
    EVP_PKEY *collector;
} forge;

static const char *path(const char *dir, const char *file)
{
    static char ret[2 * PATH_SIZE];

    (void)snprintf(ret, sizeof ret, "%s/%s", dir, file);
    return ret;
}

static void make_folder(char *ret)
{
    (void)snprintf(ret, PATH_SIZE, "%s/tucai-forge-XXXXXX",
                   getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    CHECK(mkdtemp(ret));
    CHECK(sm2_issue_keygen(ret, ISSUE_COLLECTOR) == 0);
    CHECK(sm2_issue_keygen(ret, ISSUE_REGISTRY) == 0);
}

int forge_setup(void **state)
{
    (void)state;
    make_folder(forge.dir);
    make_folder(forge.second);
    CHECK(issuer_open(forge.dir, &forge.issuer) == 0);
    CHECK(issuer_open(forge.second, &forge.second_issuer) == 0);
    CHECK(sm2_issue_load(forge.dir, ISSUE_COLLECTOR, false, &forge.collector) ==
          0);
    forge.ring = keyring_new();
    CHECK(keyring_add(forge.ring, SM2_PRIVATE,
                      path(forge.second, "collector.key.pem")) == 0);
    CHECK(keyring_add(forge.ring, SM2_PRIVATE,
                      path(forge.dir, "collector.key.pem")) == 0);
    CHECK(keyring_add(forge.ring, SM2_PUBLIC,
                      path(forge.dir, "registry.pub.pem")) == 0);
    return 0;
}

static void remove_folder(const char *dir)
{
    static const char *const files[] = {"collector.key.pem",
                                        "collector.pub.pem", "registry.key.pem",
                                        "registry.pub.pem"};

    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        (void)unlink(path(dir, files[i]));
    (void)rmdir(dir);
}

int forge_teardown(void **state)
{
    (void)state;
    EVP_PKEY_free(forge.collector);
    issuer_free(forge.second_issuer);
    issuer_free(forge.issuer);
    keyring_free(forge.ring);
    remove_folder(forge.second);
    remove_folder(forge.dir);
    return 0;
}

struct keyring *forge_ring(void)
{
    return forge.ring;
}

const char *forge_path(const char *file)
{
    return path(forge.dir, file);
}

EVP_PKEY *forge_collector(void)
{
    return forge.collector;
}

const struct issuer *forge_issuer(void)
{
    return forge.issuer;
}

const uint8_t *forge_second_id(void)
{
    return issuer_collector_id(forge.second_issuer);
}

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

void forge_ticket(Tucai__V1__Ticket *msg)
{
    tucai__v1__ticket__init(msg);
    msg->ticket_id = text("T1");
    msg->student_uid = text("202100000001");
    msg->name_masked = text("张*三");
    msg->id_masked = text("3201**********1234");
    msg->school_code = text("10284");
    msg->campus = text("南京校区");
    msg->graduation_year = 2025;
    msg->level = text("本科");
    msg->issued_at = FORGE_NOW_S - 3600;
    msg->expires_at = FORGE_NOW_S + 3600;
    msg->recipient_key_id.data =
        (uint8_t *)(uintptr_t)issuer_collector_id(forge.issuer);
    msg->recipient_key_id.len = SM2_KEY_ID_SIZE;
}

static void pack(const ProtobufCMessage *msg, struct bytes tail,
                 struct buf *ret)
{
    uint8_t *room =
        buf_room(ret, protobuf_c_message_get_packed_size(msg) + tail.len);

    CHECK(room);
    buf_grew(ret, protobuf_c_message_pack(msg, room));
    CHECK(buf_add(ret, tail.at, tail.len) == 0);
}

static void forge_signed(const struct forgery *f, struct buf *ret)
{
    _cleanup_(buf_done) struct buf ticket = BUF_INIT(LAYER_MAX);
    _cleanup_(buf_done) struct buf sound = BUF_INIT(LAYER_MAX);
    Tucai__V1__Ticket msg;
    Tucai__V1__SignedTicket *outer;

    forge_ticket(&msg);
    if (f->ticket)
        f->ticket(&msg);
    pack(&msg.base, f->ticket_tail, &ticket);
    CHECK(issuer_sign(forge.issuer, buf_view(&ticket), &sound) == 0);
    outer = tucai__v1__signed_ticket__unpack(NULL, sound.len, sound.at);
    CHECK(outer);
    if (f->signed_ticket)
        f->signed_ticket(outer);
    pack(&outer->base, f->signed_tail, ret);
    tucai__v1__signed_ticket__free_unpacked(outer, NULL);
}

static void forge_envelope(const struct forgery *f, struct buf *ret)
{
    _cleanup_(buf_done) struct buf opened = BUF_INIT(LAYER_MAX);
    _cleanup_(buf_done) struct buf sound = BUF_INIT(LAYER_MAX);
    Tucai__V1__CaptureEnvelope *outer;

    forge_signed(f, &opened);
    CHECK(issuer_seal(f->for_second ? forge.second_issuer : forge.issuer,
                      buf_view(&opened), &sound) == 0);
    outer = tucai__v1__capture_envelope__unpack(NULL, sound.len, sound.at);
    CHECK(outer);
    if (f->envelope)
        f->envelope(outer);
    pack(&outer->base, f->envelope_tail, ret);
    tucai__v1__capture_envelope__free_unpacked(outer, NULL);
}

void forge_code(const struct forgery *f, struct buf *ret)
{
    _cleanup_(buf_done) struct buf envelope = BUF_INIT(LAYER_MAX);

    forge_envelope(f, &envelope);
    CHECK(buf_add_text(ret, "TC1:") == 0);
    CHECK(base45_encode(buf_view(&envelope), ret) == 0);
    if (f->text)
        f->text(ret);
}
