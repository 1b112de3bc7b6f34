#include "relay/chain.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "model/me.h"

#include <errno.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#define FORMAT "tucai-chain 1"

enum { HASH_HEX = 65, LINES_MAX = 8192, FIELDS_MAX = 11, LINKS = 5 };

/* In the order in which they follow and in which they are hashed. */
/* clang-format off */
static const struct form {
    const char *name;
    const char *fields[FIELDS_MAX + 1];
} FORMS[LINKS] = {
    {"raw", {"sha256", "size_bytes", "at", NULL}},
    {"produced", {"sha256", "size_bytes", "rule_set", "rule_set_version", "at", NULL}},
    {"approved", {"by", "at", NULL}},
    {"sent", {"batch_id", "at", NULL}},
    {"accepted", {"batch_id", "submission_id", "student_uid", "photo_sha256", "result", "reason",
                  "receipt_no", "at", "manifest_sha256", "key_id", "signature", NULL}},
};
/* clang-format on */

enum { RAW, PRODUCED, APPROVED, SENT, ACCEPTED };

/* ---- lines and hashes ---- */

/* A value as it stands in its line; false for what cannot stand there. */
static bool add_line(struct buf *lines, const json_t *value)
{
    char number[24];
    const char *text = json_string_value(value);

    if (json_is_integer(value)) {
        (void)snprintf(number, sizeof number, "%" PRId64,
                       (int64_t)json_integer_value(value));
        text = number;
    } else if (json_is_null(value)) {
        text = "";
    }
    return text && !strchr(text, '\n') && buf_add_text(lines, text) == 0 &&
           buf_add_text(lines, "\n") == 0;
}

static bool add_text(struct buf *lines, const char *text)
{
    return buf_add_text(lines, text) == 0 && buf_add_text(lines, "\n") == 0;
}

static bool hash_lines(const struct buf *lines, char ret[HASH_HEX])
{
    uint8_t digest[EVP_MAX_MD_SIZE];

    if (EVP_Digest(lines->at, lines->len, digest, NULL, EVP_sm3(), NULL) != 1)
        return false;
    text_hex((struct bytes){digest, HASH_HEX / 2}, ret);
    return true;
}

static bool hash_link(const struct form *form, const json_t *link,
                      const char *before, char ret[HASH_HEX])
{
    _cleanup_(buf_done) struct buf lines = BUF_INIT(LINES_MAX);
    bool good = add_text(&lines, "tucai-link 1") &&
                add_text(&lines, form->name) && add_text(&lines, before);

    for (size_t i = 0; good && form->fields[i]; i++)
        good = add_line(&lines, json_object_get(link, form->fields[i]));
    return good && hash_lines(&lines, ret);
}

static void first_hash(char ret[HASH_HEX])
{
    memset(ret, '0', HASH_HEX - 1);
    ret[HASH_HEX - 1] = '\0';
}

/* What is signed. */
static bool head_lines(const json_t *document, const char *last,
                       struct buf *ret)
{
    return add_text(ret, FORMAT) &&
           add_line(ret, json_object_get(document, "submission_id")) &&
           add_line(ret, json_object_get(document, "student_uid")) &&
           add_line(ret, json_object_get(document, "school_code")) &&
           add_text(ret, last);
}

/* ---- making ---- */

static void hex_of(const struct photo_ref *photo, char ret[CHAIN_SHA256_HEX])
{
    ret[0] = '\0';
    if (photo->location[0])
        text_hex((struct bytes){photo->sha256, sizeof photo->sha256}, ret);
}

static int64_t moved_ms(const struct submission *sub,
                        enum submission_state state)
{
    for (size_t i = sub->history_len; i > 0; i--) {
        if (sub->history[i - 1].state == state)
            return sub->history[i - 1].at_ms;
    }
    return 0;
}

/* Who approved is a person's name: only of which kind it was. */
static json_t *approved_json(const struct submission *sub)
{
    const char *by =
        strcmp(sub->decided_by, "system") == 0 ? "system" : "school";

    return json_pack("{s:s, s:o}", "by", by, "at",
                     me_time(moved_ms(sub, SUBMISSION_APPROVED)));
}

static json_t *link_json(const struct submission *sub, const char *receipt,
                         size_t i)
{
    const struct draft *draft = &sub->draft;
    char hex[CHAIN_SHA256_HEX];

    switch (i) {
    case RAW:
        hex_of(&draft->original, hex);
        return json_pack("{s:s, s:I, s:o}", "sha256", hex, "size_bytes",
                         (json_int_t)draft->original.size, "at",
                         me_time(draft->stored_ms));
    case PRODUCED:
        hex_of(&draft->photo, hex);
        return json_pack("{s:s, s:I, s:s, s:I, s:o}", "sha256", hex,
                         "size_bytes", (json_int_t)draft->photo.size,
                         "rule_set", draft->rule_set, "rule_set_version",
                         (json_int_t)draft->rule_set_version, "at",
                         me_time(draft->stored_ms));
    case APPROVED:
        return approved_json(sub);
    case SENT:
        return json_pack("{s:s, s:o}", "batch_id", sub->batch_id, "at",
                         me_time(moved_ms(sub, SUBMISSION_SENT)));
    default:
        return json_loads(receipt, JSON_REJECT_DUPLICATES, NULL);
    }
}

static int add_links(const struct submission *sub, const char *receipt,
                     json_t *chain, char last[HASH_HEX])
{
    first_hash(last);
    for (size_t i = 0; i < LINKS; i++) {
        json_t *link = link_json(sub, receipt, i);

        if (!json_is_object(link) || !hash_link(&FORMS[i], link, last, last)) {
            json_decref(link);
            return -EBADMSG;
        }
        (void)json_object_set_new(link, "link", json_string(FORMS[i].name));
        (void)json_object_set_new(link, "hash", json_string(last));
        (void)json_array_append_new(chain, link);
    }
    return 0;
}

static int sign(json_t *document, const char *last,
                const struct signature_key *key)
{
    _cleanup_(buf_done) struct buf lines = BUF_INIT(LINES_MAX);
    char signature[SIGNATURE_HEX];
    int r;

    if (!head_lines(document, last, &lines))
        return -EBADMSG;
    r = signature_make(key, buf_view(&lines), signature);
    if (r < 0)
        return r;
    (void)json_object_set_new(document, "key_id",
                              json_string(signature_key_id(key)));
    (void)json_object_set_new(document, "signature", json_string(signature));
    return 0;
}

int chain_make(const struct student *s, const char *receipt,
               const struct signature_key *key, json_t **ret)
{
    json_t *chain = json_array();
    json_t *document =
        json_pack("{s:s, s:s, s:s, s:s, s:o}", "format", FORMAT,
                  "submission_id", s->submission.id, "student_uid", s->uid,
                  "school_code", s->school_code, "chain", chain);
    char last[HASH_HEX];
    int r;

    CHECK(document);
    r = add_links(&s->submission, receipt, chain, last);
    if (r == 0)
        r = sign(document, last, key);
    if (r == 0)
        *ret = document;
    else
        json_decref(document);
    return r;
}

/* ---- verifying ---- */

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

static bool is_same(const json_t *a, const char *name, const json_t *b,
                    const char *other)
{
    return strcmp(text_of(a, name), text_of(b, other)) == 0;
}

static struct chain_verdict broken(const char *what, const char *why)
{
    return (struct chain_verdict){what, why};
}

static const struct chain_verdict HOLDS = {NULL, ""};

/* The registry's own signature (docs/registry-protocol.md, section 5). */
static bool registry_signed(const json_t *link,
                            const struct signature_keys *keys)
{
    static const char *const FIELDS[] = {
        "batch_id", "submission_id", "student_uid", "photo_sha256",   "result",
        "reason",   "receipt_no",    "at",          "manifest_sha256"};
    _cleanup_(buf_done) struct buf lines = BUF_INIT(LINES_MAX);
    bool good = add_text(&lines, "tucai-receipt 1");

    for (size_t i = 0; good && i < sizeof FIELDS / sizeof *FIELDS; i++)
        good = add_line(&lines, json_object_get(link, FIELDS[i]));
    return good &&
           signature_holds(keys, text_of(link, "key_id"), buf_view(&lines),
                           text_of(link, "signature"));
}

static struct chain_verdict
judge_accepted(const json_t *document, const json_t *chain,
               const struct chain_evidence *evidence)
{
    const json_t *link = json_array_get(chain, ACCEPTED);
    const char *name = FORMS[ACCEPTED].name;

    if (strcmp(text_of(link, "result"), "accepted") != 0)
        return broken(name, "the registry did not accept it");
    if (!is_same(link, "submission_id", document, "submission_id") ||
        !is_same(link, "student_uid", document, "student_uid"))
        return broken(name, "the registry speaks of another photo");
    if (!is_same(link, "photo_sha256", json_array_get(chain, PRODUCED),
                 "sha256"))
        return broken(name, "the registry has other bytes than were produced");
    if (!is_same(link, "batch_id", json_array_get(chain, SENT), "batch_id"))
        return broken(name, "the registry speaks of another batch");
    if (evidence->registry && evidence->registry->n > 0 &&
        !registry_signed(link, evidence->registry))
        return broken(name, "the registry's signature does not hold");
    return HOLDS;
}

static bool is_file(const json_t *link, const char *sha256)
{
    return !sha256 || strcmp(text_of(link, "sha256"), sha256) == 0;
}

/* One link's own content, beyond its hash. */
static struct chain_verdict judge_link(const json_t *document,
                                       const json_t *chain, size_t i,
                                       const struct chain_evidence *evidence)
{
    const json_t *link = json_array_get(chain, i);

    if (i == RAW && !is_file(link, evidence->original_sha256))
        return broken(FORMS[i].name, "the given original is another file");
    if (i == PRODUCED && !is_file(link, evidence->photo_sha256))
        return broken(FORMS[i].name, "the given photo is another file");
    if (i == ACCEPTED)
        return judge_accepted(document, chain, evidence);
    return HOLDS;
}

static struct chain_verdict judge_links(const json_t *document,
                                        const json_t *chain,
                                        const struct chain_evidence *evidence,
                                        char last[HASH_HEX])
{
    struct chain_verdict v = HOLDS;

    first_hash(last);
    for (size_t i = 0; i < LINKS && !v.broken; i++) {
        const json_t *link = json_array_get(chain, i);

        if (strcmp(text_of(link, "link"), FORMS[i].name) != 0)
            v = broken(FORMS[i].name, "it is not there");
        else if (!hash_link(&FORMS[i], link, last, last) ||
                 strcmp(text_of(link, "hash"), last) != 0)
            v = broken(FORMS[i].name, "its hash is another");
        else
            v = judge_link(document, chain, i, evidence);
    }
    return v;
}

struct chain_verdict chain_verify(const json_t *document,
                                  const struct chain_evidence *evidence)
{
    _cleanup_(buf_done) struct buf lines = BUF_INIT(LINES_MAX);
    const json_t *chain = json_object_get(document, "chain");
    struct chain_verdict v;
    char last[HASH_HEX];

    if (strcmp(text_of(document, "format"), FORMAT) != 0 ||
        json_array_size(chain) != LINKS)
        return broken("format", "no receipt of this form");
    v = judge_links(document, chain, evidence, last);
    if (v.broken)
        return v;
    if (!head_lines(document, last, &lines) ||
        !signature_holds(evidence->keys, text_of(document, "key_id"),
                         buf_view(&lines), text_of(document, "signature")))
        return broken("signature", "it is not by this key");
    return HOLDS;
}
