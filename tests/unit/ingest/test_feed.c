#include "ingest/feed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

struct listener {
    struct feed_listener link;
    struct feed_listener *leaves; /* when told */
    int told;
};

static void on_news(void *ctx)
{
    struct listener *l = ctx;

    l->told++;
    if (l->leaves)
        feed_leave(l->leaves);
}

static void listen(struct feed *f, struct listener *l, const char *key)
{
    *l = (struct listener){.link = {.key = key, .fn = on_news, .ctx = l}};
    feed_listen(f, &l->link);
}

static void test_tells_its_own(void **state)
{
    struct feed *f = feed_new();
    struct listener a, b, other;

    (void)state;
    listen(f, &a, "x");
    listen(f, &b, "x");
    listen(f, &other, "y");
    feed_tell(f, bytes_of_text("x"));
    feed_tell(f, bytes_of_text("z"));
    assert_int_equal(a.told, 1);
    assert_int_equal(b.told, 1);
    assert_int_equal(other.told, 0);
    feed_leave(&a.link);
    feed_leave(&a.link);
    feed_tell(f, bytes_of_text("x"));
    assert_int_equal(a.told, 1);
    assert_int_equal(b.told, 2);
    feed_leave(&b.link);
    feed_leave(&other.link);
    feed_free(f);
}

/* Each of three may take away any of the three while it is told. */
static void test_leaving_while_told(void **state)
{
    (void)state;
    for (int who = 0; who < 3; who++) {
        for (int whom = 0; whom < 3; whom++) {
            struct feed *f = feed_new();
            struct listener l[3];

            for (int i = 0; i < 3; i++)
                listen(f, &l[i], "x");
            l[who].leaves = &l[whom].link;
            feed_tell(f, bytes_of_text("x"));
            assert_int_equal(l[who].told, 1);
            for (int i = 0; i < 3; i++) {
                assert_true(l[i].told == 1 || i == whom);
                feed_leave(&l[i].link);
            }
            feed_tell(f, bytes_of_text("x"));
            assert_in_range(l[0].told + l[1].told + l[2].told, 2, 3);
            feed_free(f);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tells_its_own),
        cmocka_unit_test(test_leaving_while_told),
    };
    return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
