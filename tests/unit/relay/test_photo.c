#include "relay/relay.h"

#include "core/cleanup.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static char folder[] = "/tmp/test_photo-XXXXXX";
static struct relay_settings settings = {.worker.blobs = folder};
static struct relay relay = {.settings = &settings};

/* A photo in the store, as a student's state refers to it. */
static struct photo_ref keep(const char *content)
{
    struct photo_ref ret = {.size = strlen(content)};
    struct blob_info info;
    struct blob_key key;

    blob_key_new(&key);
    blob_location_new(ret.location);
    assert_int_equal(blob_key_wrap(&relay.master, &key, ret.wrapped_key), 0);
    assert_int_equal(
        blob_write(folder, ret.location, &key, bytes_of_text(content), &info),
        0);
    memcpy(ret.sha256, info.sha256, sizeof ret.sha256);
    return ret;
}

static int setup(void **state)
{
    (void)state;
    blob_key_new(&relay.master);
    return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state)
{
    char command[64];

    (void)state;
    (void)snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command); /* NOLINT: the folder's name is ours */
}

static void test_it_is_appended(void **state)
{
    const struct photo_ref photo = keep("pixels");
    _cleanup_(buf_done) struct buf got = BUF_INIT(64);

    (void)state;
    assert_int_equal(buf_add_text(&got, "head "), 0);
    assert_int_equal(relay_photo(&relay, &photo, &got), 0);
    assert_true(bytes_equal(buf_view(&got), bytes_of_text("head pixels")));
}

static void test_another_is_not_taken_for_it(void **state)
{
    const struct photo_ref photo = keep("pixels");
    _cleanup_(buf_done) struct buf got = BUF_INIT(64);
    struct photo_ref other;

    (void)state;
    other = photo;
    other.sha256[31] ^= 1;
    assert_int_equal(relay_photo(&relay, &other, &got), -EBADMSG);
    other = photo;
    other.size++;
    assert_int_equal(relay_photo(&relay, &other, &got), -EBADMSG);
    other = photo;
    other.wrapped_key[20] ^= 1;
    assert_int_equal(relay_photo(&relay, &other, &got), -EBADMSG);
    other = photo;
    other.location[0] = other.location[0] == '0' ? '1' : '0';
    assert_int_equal(relay_photo(&relay, &other, &got), -ENOENT);
    assert_int_equal(got.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_is_appended),
        cmocka_unit_test(test_another_is_not_taken_for_it),
    };
    return cmocka_run_group_tests_name("photo", tests, setup, teardown);
}
