#include "world.h"

#include "billing/wechat/template.h"
#include "proto/pay.pb-c.h"

#include <string.h>

/* What a change of state tells the student, and by which way: derived.c and
 * jobs.c, for every state that tells something. */

static size_t characters(const char *text)
{
    size_t n = 0;

    for (; *text; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

static Tucai__V1__NotifyJob *notify_of(const struct effect *e)
{
    return tucai__v1__notify_job__unpack(NULL, e->value.len, e->value.at);
}

/* Moves the student's submission into a state, as some handler would. */
static enum submission_state target;

static void move(struct scene *scene, struct decision *d)
{
    scene_copy(scene->student->submission.id, ID_SIZE, "s1");
    scene->student->submission.state = target;
    d->is_changed = true;
    decide(d, 200, NULL);
}

static void be_told(struct world *w, enum submission_state state)
{
    static Tucai__V1__Command none = TUCAI__V1__COMMAND__INIT;

    memset(&w->student->submission, 0, sizeof w->student->submission);
    target = state;
    world_act(w, &none, move);
}

static void bind(struct world *w)
{
    w->student->openid = world_sealed("oUpF8uMuAJO");
}

/* R5: exactly the kinds that were chosen; once for an event. */
static void test_every_state(void **state)
{
    static const bool TELLS[SUBMISSION_STATES] = {
        [SUBMISSION_APPROVED] = true, [SUBMISSION_REJECTED] = true,
        [SUBMISSION_ACCEPTED] = true, [SUBMISSION_REFUSED] = true,
        [SUBMISSION_RESET] = true,
    };
    struct world w;

    (void)state;
    world_open(&w);
    bind(&w);
    for (unsigned s = SUBMISSION_NONE + 1; s < SUBMISSION_STATES; s++) {
        const struct effect *e;
        Tucai__V1__NotifyJob *job;

        w.student->notify_photo = false;
        w.student->notify_payment = true;
        be_told(&w, (enum submission_state)s);
        assert_int_equal(world_count(&w, EFFECT_JOB, "notify"), 0);
        w.student->notify_photo = true;
        be_told(&w, (enum submission_state)s);
        assert_int_equal(world_count(&w, EFFECT_JOB, "notify"), TELLS[s]);
        if (!TELLS[s])
            continue;
        e = decision_find(&w.d, EFFECT_JOB);
        job = notify_of(e);
        assert_int_equal(job->kind, TUCAI__V1__NOTIFY_KIND__NOTIFY_KIND_PHOTO);
        assert_in_range(characters(job->status), 1, 5);
        assert_in_range(characters(job->note), 1, 20);
        assert_int_equal(job->at_ms, w.scene.verdict_ms);
        assert_string_equal(job->order_no, "");
        assert_true(e->text.len > 0);
        tucai__v1__notify_job__free_unpacked(job, NULL);
    }
    world_close(&w);
}

/* clang-format off */
static const struct {
    const char *phone, *openid;
    bool is_told;
} WAYS[] = {
    {"13800138000", "", true},
    {"13800138000", "oUpF8uMuAJO", true}, /* which of the two: the stage's templates say */
    {"", "oUpF8uMuAJO", true},
    {"", "", false},
};
/* clang-format on */

static void test_both_ways_go_with_it(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    w.student->notify_photo = true;
    for (size_t i = 0; i < LEN(WAYS); i++) {
        const struct effect *e;

        w.student->phone = world_sealed(WAYS[i].phone);
        w.student->openid = world_sealed(WAYS[i].openid);
        be_told(&w, SUBMISSION_REJECTED);
        e = decision_find(&w.d, EFFECT_JOB);
        assert_int_equal(e != NULL, WAYS[i].is_told);
        if (!e)
            continue;
        assert_int_equal(e->to.len, strlen(WAYS[i].phone));
        assert_int_equal(e->openid.len, strlen(WAYS[i].openid));
    }
    world_close(&w);
}

/* ---- templates ---- */

/* clang-format off */
static const struct {
    const char *text;
    bool is_sound;
    unsigned fields;
} TEMPLATES[] = {
    {"", true, 0},
    {"   ", true, 0},
    {"ID phrase1=status", true, 1},
    {"  a-B_9   phrase1=status  time2=time thing3=note amount4=amount character_string5=order_no ", true, 5},
    {"ID", false, 0},
    {"ID phrase1", false, 0},
    {"ID phrase1=", false, 0},
    {"ID =status", false, 0},
    {"ID phrase1=mood", false, 0},
    {"ID phrase1=statu", false, 0},
    {"ID phrase1=status=", false, 0},
    {"I\"D phrase1=status", false, 0},
    {"ID phr\"ase1=status", false, 0},
    {"ID a=note b=note c=note d=note e=note f=note g=note h=note", true, 8},
    {"ID a=note b=note c=note d=note e=note f=note g=note h=note i=note", false, 0},
    {"0123456789012345678901234567890123456789012345678901234567890123 a=note", false, 0},
};
/* clang-format on */

static void test_templates(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(TEMPLATES); i++) {
        struct template t = {.len = 99};
        int r = template_parse(TEMPLATES[i].text, &t);

        if ((r == 0) != TEMPLATES[i].is_sound)
            fail_msg("'%s': %d", TEMPLATES[i].text, r);
        assert_int_equal(t.len, r == 0 ? TEMPLATES[i].fields : 99);
    }
}

static void test_fields_are_filled(void **state)
{
    const struct template_facts facts = {.status = "支付成功",
                                         .note = "好",
                                         .order_no = "20250401aa",
                                         .at_ms = NOW,
                                         .amount_fen = 1205};
    struct template t;
    json_t *data;
    char *text;

    (void)state;
    assert_int_equal(template_parse("ID phrase1=status thing2=note time3=time "
                                    "amount4=amount character_string5=order_no",
                                    &t),
                     0);
    data = template_fill(&t, &facts);
    text = json_dumps(data, JSON_COMPACT | JSON_PRESERVE_ORDER);
    assert_string_equal(text, "{\"phrase1\":{\"value\":\"支付成功\"},"
                              "\"thing2\":{\"value\":\"好\"},"
                              "\"time3\":{\"value\":\"2025-04-01 10:00\"},"
                              "\"amount4\":{\"value\":\"12.05元\"},"
                              "\"character_string5\":{\"value\":"
                              "\"20250401aa\"}}");
    free(text);
    json_decref(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_state),
        cmocka_unit_test(test_both_ways_go_with_it),
        cmocka_unit_test(test_templates),
        cmocka_unit_test(test_fields_are_filled),
    };
    return cmocka_run_group_tests_name("news", tests, NULL, NULL);
}
