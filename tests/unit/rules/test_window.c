#include "rules/window.h"

#include "rules_test.h"

static const char *const LISTED[] = {"u1", "u7"};
static const int64_t CLOSED[] = {D0 + 2, D0 + 4};

/*
 * days   0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
 * first  # # - # -                              closed on 2 and 4
 * review           r r
 * recapture            # #                      Nanjing only
 * make-up                     #  #              u1 and u7
 * master                                  #     level 硕士
 */
/* clang-format off */
static const struct phase PHASES[] = {
    {PHASE_FIRST_CAPTURE, D0,      D0 + 4,  "",     "",     NULL, 0},
    {PHASE_REVIEW,        D0 + 5,  D0 + 6,  NULL,   NULL,   NULL, 0},
    {PHASE_RECAPTURE,     D0 + 7,  D0 + 8,  "南京", "",     NULL, 0},
    {PHASE_MAKE_UP,       D0 + 10, D0 + 11, "",     "",     LISTED, 2},
    {PHASE_FIRST_CAPTURE, D0 + 14, D0 + 14, "",     "硕士", NULL, 0},
};
/* clang-format on */

static const struct schedule SCHEDULE = {
    .phases = PHASES,
    .phases_len = LEN(PHASES),
    .closed_days = CLOSED,
    .closed_days_len = LEN(CLOSED),
    .open_min = 480,
    .close_min = 1080,
};

static const struct window_who NANJING = {"u2", "南京", "本科", 0, 0, false};
static const struct window_who OTHER = {"u3", "常州", "本科", 0, 0, false};
static const struct window_who LISTED_ONE = {"u7", "常州", "本科", 0, 0, false};
static const struct window_who MASTER = {"u4", "", "硕士", 0, 0, false};
static const struct window_who PERSONAL = {"u5",          "常州",        "本科",
                                           AT(20, 12, 0), AT(22, 12, 0), false};

static const struct window_who EVENING = {"u6",          "常州",        "本科",
                                          AT(20, 20, 0), AT(21, 12, 0), false};
/* R27: the season is closed */
static const struct window_who OVER = {"u3", "常州", "本科", 0, 0, true};
static const struct window_who OVER_PERSONAL = {
    "u5", "常州", "本科", AT(20, 12, 0), AT(22, 12, 0), true};

/* clang-format off */
static const struct row {
    const char *name;
    const struct window_who *who;
    int64_t now;
    enum phase_kind phase;
    bool open;
    int64_t opens, closes;
} ROWS[] = {
    {"before it all", &OTHER, AT(-3, 12, 0), PHASE_CLOSED, false, AT(0, 8, 0), 0},
    {"first day, too early", &OTHER, AT(0, 8, 0) - 1, PHASE_FIRST_CAPTURE, false, AT(0, 8, 0), 0},
    {"open to the ms", &OTHER, AT(0, 8, 0), PHASE_FIRST_CAPTURE, true, 0, AT(0, 18, 0)},
    {"17:59:59.999 counts", &OTHER, AT(0, 18, 0) - 1, PHASE_FIRST_CAPTURE, true, 0, AT(0, 18, 0)},
    {"18:00 does not", &OTHER, AT(0, 18, 0), PHASE_FIRST_CAPTURE, false, AT(1, 8, 0), 0},
    {"before dawn, when UTC is still yesterday", &OTHER, AT(1, 3, 0), PHASE_FIRST_CAPTURE, false, AT(1, 8, 0), 0},
    {"over a closed day", &OTHER, AT(1, 18, 0), PHASE_FIRST_CAPTURE, false, AT(3, 8, 0), 0},
    {"on a closed day", &OTHER, AT(2, 12, 0), PHASE_FIRST_CAPTURE, false, AT(3, 8, 0), 0},
    {"closed last day: nothing for this campus", &OTHER, AT(3, 18, 0), PHASE_FIRST_CAPTURE, false, 0, 0},
    {"closed last day: recapture for the other", &NANJING, AT(3, 18, 0), PHASE_FIRST_CAPTURE, false, AT(7, 8, 0), 0},
    {"review", &NANJING, AT(5, 12, 0), PHASE_REVIEW, false, AT(7, 8, 0), 0},
    {"recapture", &NANJING, AT(7, 12, 0), PHASE_RECAPTURE, true, 0, AT(7, 18, 0)},
    {"recapture of another campus", &OTHER, AT(7, 12, 0), PHASE_CLOSED, false, 0, 0},
    {"make-up for the listed", &LISTED_ONE, AT(10, 9, 0), PHASE_MAKE_UP, true, 0, AT(10, 18, 0)},
    {"make-up seen from afar", &LISTED_ONE, AT(7, 9, 0), PHASE_CLOSED, false, AT(10, 8, 0), 0},
    {"make-up for others", &OTHER, AT(10, 9, 0), PHASE_CLOSED, false, 0, 0},
    {"level", &MASTER, AT(14, 9, 0), PHASE_FIRST_CAPTURE, true, 0, AT(14, 18, 0)},
    {"another level", &NANJING, AT(14, 9, 0), PHASE_CLOSED, false, 0, 0},
    {"after it all", &MASTER, AT(14, 18, 0), PHASE_FIRST_CAPTURE, false, 0, 0},
    {"long after", &MASTER, AT(15, 0, 0), PHASE_CLOSED, false, 0, 0},
    {"over: in an open phase", &OVER, AT(0, 9, 0), PHASE_CLOSED, false, 0, 0},
    {"over: before one", &OVER, AT(-3, 12, 0), PHASE_CLOSED, false, 0, 0},
    {"over: in a window of one's own", &OVER_PERSONAL, AT(20, 13, 0), PHASE_CLOSED, false, 0, 0},
    {"personal: ahead", &PERSONAL, AT(19, 9, 0), PHASE_CLOSED, false, AT(20, 12, 0), 0},
    {"personal: the day has begun, it not", &PERSONAL, AT(20, 9, 0), PHASE_CLOSED, false, AT(20, 12, 0), 0},
    {"personal: begins", &PERSONAL, AT(20, 12, 0), PHASE_MAKE_UP, true, 0, AT(20, 18, 0)},
    {"personal: night", &PERSONAL, AT(20, 20, 0), PHASE_MAKE_UP, false, AT(21, 8, 0), 0},
    {"personal: last morning", &PERSONAL, AT(22, 8, 0), PHASE_MAKE_UP, true, 0, AT(22, 12, 0)},
    {"personal: begins after the hours", &EVENING, AT(20, 10, 0), PHASE_CLOSED, false, AT(21, 8, 0), 0},
    {"personal: over", &PERSONAL, AT(22, 12, 0), PHASE_CLOSED, false, 0, 0},
};

static const struct {
    const struct window_who *who;
    int64_t close;
} LAST[] = {
    {&OTHER, AT(3, 18, 0)}, /* day 4 is closed */
    {&NANJING, AT(8, 18, 0)},
    {&LISTED_ONE, AT(11, 18, 0)},
    {&MASTER, AT(14, 18, 0)},
    {&PERSONAL, AT(22, 12, 0)},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        const struct row *r = &ROWS[i];
        struct window w = window_at(&SCHEDULE, r->who, r->now);

        if (w.phase != r->phase || w.open != r->open ||
            w.opens_at_ms != r->opens || w.closes_at_ms != r->closes)
            fail_msg("%s: %s %d opens %lld closes %lld", r->name,
                     phase_name(w.phase), w.open,
                     (long long)(w.opens_at_ms - T0),
                     (long long)(w.closes_at_ms - T0));
    }
}

static void test_last_close(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(LAST); i++)
        assert_int_equal(window_last_close(&SCHEDULE, LAST[i].who),
                         LAST[i].close);
}

static void test_no_schedule(void **state)
{
    struct schedule none = {.open_min = 480, .close_min = 1080};

    (void)state;
    assert_int_equal(window_last_close(&none, &OTHER), 0);
    assert_int_equal(window_next_open(&none, &OTHER, AT(0, 9, 0)), 0);
    assert_false(window_at(&none, &OTHER, AT(0, 9, 0)).open);
}

/* 00:00-24:00: the days run into each other, closed ones apart. */
static void test_round_the_clock(void **state)
{
    struct schedule s = SCHEDULE;
    struct window w;

    (void)state;
    s.open_min = 0;
    s.close_min = 1440;
    w = window_at(&s, &OTHER, AT(0, 0, 0));
    assert_true(w.open);
    assert_int_equal(w.closes_at_ms, AT(2, 0, 0));
    assert_int_equal(window_next_open(&s, &OTHER, AT(2, 0, 0)), AT(3, 0, 0));
    assert_int_equal(window_last_close(&s, &OTHER), AT(4, 0, 0));
}

/* On one day the phase that lets most students capture is the one shown. */
static void test_overlap(void **state)
{
    struct phase two[] = {
        {PHASE_RECAPTURE, D0, D0 + 9, "", "", NULL, 0},
        {PHASE_REVIEW, D0, D0 + 9, "", "", NULL, 0},
        {PHASE_FIRST_CAPTURE, D0 + 3, D0 + 3, "", "", NULL, 0},
    };
    struct schedule s = SCHEDULE;

    (void)state;
    s.phases = two;
    s.phases_len = LEN(two);
    assert_int_equal(window_at(&s, &OTHER, AT(0, 9, 0)).phase, PHASE_RECAPTURE);
    assert_int_equal(window_at(&s, &OTHER, AT(3, 9, 0)).phase,
                     PHASE_FIRST_CAPTURE);
}

/* The order of the list says nothing. */
static void test_phases_in_any_order(void **state)
{
    struct phase two[] = {
        {PHASE_RECAPTURE, D0 + 7, D0 + 8, "", "", NULL, 0},
        {PHASE_FIRST_CAPTURE, D0, D0 + 1, "", "", NULL, 0},
    };
    struct schedule s = SCHEDULE;

    (void)state;
    s.phases = two;
    s.phases_len = LEN(two);
    assert_int_equal(window_next_open(&s, &OTHER, AT(-5, 0, 0)), AT(0, 8, 0));
    assert_int_equal(window_last_close(&s, &OTHER), AT(8, 18, 0));
}

/* Whenever one asks, the next opening is open, and nothing before it is. */
static void test_next_open_is_the_first(void **state)
{
    const struct window_who *who[] = {&NANJING, &OTHER, &LISTED_ONE, &MASTER,
                                      &PERSONAL};
    uint32_t seed = 1;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        const struct window_who *w = who[i % 5];
        int64_t from = AT(-1, 0, 0) + next_random(&seed) % DAY(26);
        int64_t at = window_next_open(&SCHEDULE, w, from);
        int64_t between = at - from;

        if (at) {
            assert_true(window_at(&SCHEDULE, w, at).open);
            assert_true(at < window_last_close(&SCHEDULE, w));
        } else {
            assert_true(from >= window_last_close(&SCHEDULE, w));
            between = DAY(30);
        }
        if (between > 0)
            assert_false(
                window_at(&SCHEDULE, w, from + next_random(&seed) % between)
                    .open);
    }
}

/* R29 */
/* clang-format off */
static const struct {
    const char *name;
    const struct window_who *who;
    int64_t submitted, due;
} DUES[] = {
    {"before the review: its end", &OTHER, AT(0, 9, 0), AT(7, 0, 0)},
    {"in its last moment", &OTHER, AT(7, 0, 0) - 1, AT(7, 0, 0)},
    {"after it: the end of the last phase", &NANJING, AT(7, 9, 0), AT(9, 0, 0)},
    {"not one that ends at that moment", &NANJING, AT(7, 0, 0), AT(9, 0, 0)},
    {"of which there is no later one", &OTHER, AT(7, 0, 0), AT(7, 0, 0)},
    {"in a round of his own", &LISTED_ONE, AT(10, 9, 0), AT(12, 0, 0)},
    {"of another level", &MASTER, AT(14, 9, 0), AT(15, 0, 0)},
    {"in a personal window", &PERSONAL, AT(21, 9, 0), AT(22, 12, 0)},
};
/* clang-format on */

static void test_when_a_review_is_due(void **state)
{
    static const struct phase THREE[] = {
        {PHASE_REVIEW, D0 + 5, D0 + 6, "", "", NULL, 0},
        {PHASE_REVIEW, D0 + 2, D0 + 2, "", "", NULL, 0},
        {PHASE_REVIEW, D0 + 8, D0 + 8, "", "", NULL, 0},
    };
    static const struct schedule REVIEWS = {.phases = THREE, .phases_len = 3};
    static const struct schedule EMPTY = {.phases_len = 0};

    (void)state;
    for (size_t i = 0; i < LEN(DUES); i++) {
        int64_t due =
            window_review_due(&SCHEDULE, DUES[i].who, DUES[i].submitted);

        if (due != DUES[i].due)
            fail_msg("%s: hour %lld", DUES[i].name,
                     (long long)(due - T0) / 3600000);
    }
    assert_int_equal(window_review_due(&REVIEWS, &OTHER, AT(0, 9, 0)),
                     AT(3, 0, 0)); /* the one that ends first */
    assert_int_equal(window_review_due(&EMPTY, &OTHER, AT(0, 9, 0)), 0);
}

static void test_names(void **state)
{
    static const char *const NAMES[] = {"closed", "review", "first_capture",
                                        "recapture", "make_up"};
    enum phase_kind kind = PHASE_CLOSED;

    (void)state;
    for (enum phase_kind k = PHASE_CLOSED; k <= PHASE_MAKE_UP; k++) {
        assert_string_equal(phase_name(k), NAMES[k]);
        assert_int_equal(phase_of_name(NAMES[k], &kind), k != PHASE_CLOSED);
        assert_int_equal(kind, k);
    }
    assert_false(phase_of_name("", &kind));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_last_close),
        cmocka_unit_test(test_no_schedule),
        cmocka_unit_test(test_round_the_clock),
        cmocka_unit_test(test_overlap),
        cmocka_unit_test(test_phases_in_any_order),
        cmocka_unit_test(test_next_open_is_the_first),
        cmocka_unit_test(test_when_a_review_is_due),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("window", tests, NULL, NULL);
}
