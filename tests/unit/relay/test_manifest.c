#include "relay/manifest.h"

#include "core/text.h"
#include "keys.h"

#include <jansson.h>
#include <openssl/sha.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define HEAD_MAX (MANIFEST_LINE_MAX_BYTES + MANIFEST_MAX_BYTES)

static struct test_keys keys;

static const struct manifest_photo PHOTO = {"s-91", "3200000000017", "10284",
                                            2026,   31022,           {0x9f}};

static struct manifest manifest_of(const struct manifest_photo *photos,
                                   size_t n)
{
    return (struct manifest){"chsi-7", "32", 1748736000000, photos, n};
}

/* The line as the other side would read it. */
struct line {
    size_t len;
    char key_id[17], signature[129];
    struct bytes manifest;
};

static struct line read_line(const struct buf *head)
{
    struct line l;
    int used = 0;

    assert_int_equal(sscanf((const char *)head->at,
                            "tucai-batch 1 %zu %16s %128s\n%n", &l.len,
                            l.key_id, l.signature, &used),
                     3);
    assert_true(used > 0 && used <= MANIFEST_LINE_MAX_BYTES);
    assert_int_equal(head->at[used - 1], '\n');
    l.manifest = (struct bytes){head->at + used, head->len - (size_t)used};
    assert_int_equal(l.len, l.manifest.len);
    return l;
}

static void test_the_other_side_can_read_it(void **state)
{
    struct manifest m = manifest_of(&PHOTO, 1);
    struct buf head = BUF_INIT(HEAD_MAX);
    uint8_t sha256[32], want[32];
    static const char json[] =
        "{\"version\":1,\"batch_id\":\"chsi-7\",\"sender\":\"32\","
        "\"sealed_at\":1748736000000,\"photos\":[{\"submission_id\":\"s-91\","
        "\"student_uid\":\"3200000000017\",\"school_code\":\"10284\","
        "\"graduation_year\":2026,\"bytes\":31022,\"sha256\":\"9f000000000000"
        "00000000000000000000000000000000000000000000000000\"}]}";
    struct line l;

    (void)state;
    assert_int_equal(manifest_make(&m, keys.private, &head, sha256), 0);
    assert_int_equal(buf_add(&head, "", 1), 0); /* a text for sscanf */
    head.len--;
    l = read_line(&head);
    assert_int_equal(l.manifest.len, sizeof json - 1);
    assert_memory_equal(l.manifest.at, json, sizeof json - 1);
    assert_true(
        signature_holds(&keys.public, l.key_id, l.manifest, l.signature));
    SHA256(l.manifest.at, l.manifest.len, want);
    assert_memory_equal(sha256, want, 32);
    buf_done(&head);
}

static void test_a_changed_byte_breaks_the_signature(void **state)
{
    char signature[SIGNATURE_HEX];
    char text[] = "{\"version\":1}";
    struct bytes view = bytes_of_text(text);
    const char *id = signature_key_id(keys.private);

    (void)state;
    assert_int_equal(signature_make(keys.private, view, signature), 0);
    assert_true(signature_holds(&keys.public, id, view, signature));
    text[11] = '2';
    assert_false(signature_holds(&keys.public, id, view, signature));
    text[11] = '1';
    assert_false(
        signature_holds(&keys.public, "0011223344556677", view, signature));
    signature[0] = signature[0] == '0' ? '1' : '0';
    assert_false(signature_holds(&keys.public, id, view, signature));
    assert_false(signature_holds(&keys.public, id, view, ""));
    assert_false(signature_holds(&keys.public, id, view, "zz"));
}

/* clang-format off */
static const char LONG_ID[] = /* 64 characters and one more */
    "0123456789012345678901234567890123456789012345678901234567890123x";

static const struct row {
    const char *name;
    struct manifest_photo photo;
    int want;
} ROWS[] = {
    {"sound",            {"s", "u", "10284", 2026, 1, {0}},          0},
    {"greatest",         {"s", "u", "10284", 9999, 102400, {0}},     0},
    {"longest id",       {LONG_ID + 1, "u", "10284", 2026, 1, {0}},  0},
    {"id too long",      {LONG_ID, "u", "10284", 2026, 1, {0}},      MANIFEST_BAD_ID},
    {"empty id",         {"", "u", "10284", 2026, 1, {0}},           MANIFEST_BAD_ID},
    {"id with a space",  {"s", "u v", "10284", 2026, 1, {0}},        MANIFEST_BAD_ID},
    {"id with a line",   {"s\n", "u", "10284", 2026, 1, {0}},        MANIFEST_BAD_ID},
    {"id in Chinese",    {"s", "\xE5\xBC\xA0", "10284", 2026, 1, {0}}, MANIFEST_BAD_ID},
    {"4 digits",         {"s", "u", "1028", 2026, 1, {0}},           MANIFEST_BAD_FACT},
    {"letters",          {"s", "u", "1028a", 2026, 1, {0}},          MANIFEST_BAD_FACT},
    {"long ago",         {"s", "u", "10284", 1899, 1, {0}},          MANIFEST_BAD_FACT},
    {"far away",         {"s", "u", "10284", 10000, 1, {0}},         MANIFEST_BAD_FACT},
    {"no photo",         {"s", "u", "10284", 2026, 0, {0}},          MANIFEST_BAD_FACT},
    {"photo too large",  {"s", "u", "10284", 2026, 102401, {0}},     MANIFEST_BAD_FACT},
};
/* clang-format on */

static void test_limits_of_a_photo(void **state)
{
    uint8_t sha256[32];

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct manifest m = manifest_of(&ROWS[i].photo, 1);
        struct buf head = BUF_INIT(HEAD_MAX);
        if (manifest_make(&m, keys.private, &head, sha256) != ROWS[i].want)
            fail_msg("%s", ROWS[i].name);
        assert_int_equal(head.len > 0, ROWS[i].want == 0);
        buf_done(&head);
    }
}

/* n photos with ids of the longest kind; the copies of two may be equal. */
static int make_many(size_t n, size_t same_submission, size_t same_student)
{
    static char ids[2][MANIFEST_PHOTOS_MAX + 1][MANIFEST_ID_MAX + 1];
    static struct manifest_photo photos[MANIFEST_PHOTOS_MAX + 1];
    struct buf head = BUF_INIT(HEAD_MAX);
    struct manifest m = manifest_of(photos, n);
    uint8_t sha256[32];
    int r;

    for (size_t i = 0; i < n; i++) {
        (void)snprintf(ids[0][i], sizeof ids[0][i], "s%063zu",
                       i == 1 ? same_submission : i);
        (void)snprintf(ids[1][i], sizeof ids[1][i], "u%063zu",
                       i == 1 ? same_student : i);
        photos[i] = PHOTO;
        photos[i].submission_id = ids[0][i];
        photos[i].student_uid = ids[1][i];
    }
    r = manifest_make(&m, keys.private, &head, sha256);
    buf_done(&head);
    return r;
}

static void test_limits_of_a_batch(void **state)
{
    (void)state;
    assert_int_equal(make_many(0, 1, 1), MANIFEST_BAD_COUNT);
    assert_int_equal(make_many(2, 1, 1), 0);
    assert_int_equal(make_many(500, 1, 1), 0);
    assert_int_equal(make_many(501, 1, 1), MANIFEST_BAD_COUNT);
    assert_int_equal(make_many(3, 2, 1), MANIFEST_TWICE);
    assert_int_equal(make_many(3, 1, 2), MANIFEST_TWICE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_other_side_can_read_it),
        cmocka_unit_test(test_a_changed_byte_breaks_the_signature),
        cmocka_unit_test(test_limits_of_a_photo),
        cmocka_unit_test(test_limits_of_a_batch),
    };
    int r;

    test_keys_make(&keys);
    r = cmocka_run_group_tests_name("relay/manifest", tests, NULL, NULL);
    test_keys_done(&keys);
    return r;
}
