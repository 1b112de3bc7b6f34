#include "world.h"

#include "billing/operations.h"
#include "billing/staff_file.h"
#include "model/records.h"

#include <sodium.h>
#include <string.h>

static uint8_t token[32] = {7};

/* What a commit would have kept becomes the next scene's document. */
static void keep(struct world *w)
{
    const struct effect *put = decision_find(&w->d, EFFECT_PUT);

    if (!put || strncmp(put->key, "try:", 4) == 0)
        return;
    assert_int_equal(put->version, w->scene.document.version);
    w->scene.document.version++;
    buf_done(&w->scene.document.value);
    w->scene.document.value = BUF_INIT(1 << 20);
    assert_int_equal(
        buf_add(&w->scene.document.value, put->value.at, put->value.len), 0);
}

/* As ingest judges it. */
static Tucai__V1__StaffLogin judge(const struct world *w, const char *name,
                                   const char *password)
{
    const struct document *doc = &w->scene.document;
    Tucai__V1__StaffLogin op = TUCAI__V1__STAFF_LOGIN__INIT;
    Tucai__V1__StaffAccount *account = NULL;

    if (doc->version > 0)
        account = tucai__v1__staff_account__unpack(NULL, doc->value.len,
                                                   doc->value.at);
    op.password_holds =
        account && crypto_pwhash_str_verify(account->password_hash, password,
                                            strlen(password)) == 0;
    if (account)
        tucai__v1__staff_account__free_unpacked(account, NULL);
    op.account_version = doc->version;
    op.name = (char *)name;
    op.token_sha256.data = token;
    op.token_sha256.len = sizeof token;
    return op;
}

static void ask(struct world *w, Tucai__V1__StaffLogin op)
{
    world_act(w, COMMAND(staff_login, STAFF_LOGIN, &op), staff_login);
    keep(w);
}

static void login(struct world *w, const char *name, const char *password)
{
    ask(w, judge(w, name, password));
    if (w->d.status == 409)
        ask(w, judge(w, name, password));
}

static const struct staff_file FIRST = {"sheng", "province", "", "s3cret"};

static void test_the_first_account_makes_itself(void **state)
{
    struct session session;
    struct world w;

    (void)state;
    world_open(&w);
    login(&w, "sheng", "s3cret");
    assert_int_equal(w.d.status, 401); /* no file, no account */
    w.scene.first_account = &FIRST;
    login(&w, "wang", "s3cret");
    assert_int_equal(w.d.status, 401);
    login(&w, "sheng", "s3cret");
    assert_int_equal(w.d.status, 200);
    assert_string_equal(world_answer(&w, "role"), "province");
    assert_int_equal(w.scene.document.version, 1);
    assert_int_equal(
        session_decode(buf_view(&decision_find(&w.d, EFFECT_RECORD)->value),
                       &session),
        0);
    assert_string_equal(session.staff, "sheng");
    assert_int_equal(session.expires_ms, NOW + HOUR(8));
    assert_int_equal(decision_find(&w.d, EFFECT_RECORD)->ttl_s, 1800);
    w.scene.first_account = NULL; /* the file is not needed any more */
    login(&w, "sheng", "s3cret");
    assert_int_equal(w.d.status, 200);
    assert_null(decision_find(&w.d, EFFECT_PUT));
    buf_done(&w.scene.document.value);
    world_close(&w);
}

static void test_five_wrong_tries_lock_the_name(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    w.scene.first_account = &FIRST;
    for (int i = 0; i < 5; i++) {
        login(&w, "sheng", "guess");
        assert_int_equal(w.d.status, 401);
        assert_string_equal(w.d.code, "login_wrong");
    }
    login(&w, "sheng", "s3cret");
    assert_int_equal(w.d.status, 429);
    assert_string_equal(world_answer(&w, "until"), "2025-04-01T10:15:00+08:00");
    w.scene.now_ms += MIN(15);
    login(&w, "sheng", "s3cret");
    assert_int_equal(w.d.status, 200);
    buf_done(&w.scene.document.value);
    world_close(&w);
}

static void try_nobody(struct world *w, const char *code)
{
    Tucai__V1__StaffLogin op = judge(w, "nobody", "guess");
    const struct effect *put;

    world_act(w, COMMAND(staff_login, STAFF_LOGIN, &op), staff_login);
    assert_string_equal(w->d.code, code);
    put = decision_find(&w->d, EFFECT_PUT);
    if (!put)
        return;
    assert_memory_equal(put->key, "try:", 4);
    assert_null(strstr(put->key, "nobody"));
    assert_int_equal(put->version, w->scene.beside.version);
    assert_int_equal(decision_find(&w->d, EFFECT_EXPIRE)->ttl_s, 900);
    w->scene.beside.version++;
    buf_done(&w->scene.beside.value);
    w->scene.beside.value = BUF_INIT(4096);
    assert_int_equal(
        buf_add(&w->scene.beside.value, put->value.at, put->value.len), 0);
}

static void test_a_name_that_nobody_has_is_locked_too(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    for (int i = 0; i < 5; i++)
        try_nobody(&w, "login_wrong");
    try_nobody(&w, "login_locked");
    assert_null(decision_find(&w.d, EFFECT_PUT));
    assert_string_equal(world_answer(&w, "until"), "2025-04-01T10:15:00+08:00");
    w.scene.now_ms += MIN(15);
    try_nobody(&w, "login_wrong");
    buf_done(&w.scene.beside.value);
    world_close(&w);
}

static void guess(struct world *w)
{
    Tucai__V1__StaffLogin op = TUCAI__V1__STAFF_LOGIN__INIT;

    op.name = (char *)"sheng";
    op.account_version = w->scene.document.version;
    ask(w, op);
}

/* Wrong tries count for as long as a lock lasts, whoever's name it is. */
static void test_old_tries_are_forgotten(void **state)
{
    struct world w, other;

    (void)state;
    world_open(&w);
    world_open(&other);
    w.scene.first_account = &FIRST;
    login(&w, "sheng", "s3cret");
    for (int i = 0; i < 4; i++) {
        guess(&w);
        try_nobody(&other, "login_wrong");
    }
    w.scene.now_ms = other.scene.now_ms += MIN(15);
    for (int i = 0; i < 5; i++) {
        guess(&w);
        assert_string_equal(w.d.code, "login_wrong");
        try_nobody(&other, "login_wrong");
    }
    guess(&w);
    assert_string_equal(w.d.code, "login_locked");
    try_nobody(&other, "login_locked");
    buf_done(&w.scene.document.value);
    buf_done(&other.scene.beside.value);
    world_close(&w);
    world_close(&other);
}

/* The document as version `version`, its password set with `password_version`.
 */
static void set_versions(struct world *w, uint64_t version,
                         uint64_t password_version)
{
    struct document *doc = &w->scene.document;
    Tucai__V1__StaffAccount *account =
        tucai__v1__staff_account__unpack(NULL, doc->value.len, doc->value.at);

    assert_non_null(account);
    account->password_version = password_version;
    account->failures = 0;
    doc->version = version;
    buf_done(&doc->value);
    doc->value = BUF_INIT(1 << 20);
    buf_grew(&doc->value,
             tucai__v1__staff_account__pack(
                 account,
                 buf_room(&doc->value,
                          tucai__v1__staff_account__get_packed_size(account))));
    tucai__v1__staff_account__free_unpacked(account, NULL);
}

/* clang-format off */
static const struct {
    uint64_t version, password_version, judged_on;
    bool holds;
    unsigned status;
} VERDICTS[] = {
    {3, 1, 3, true,  200},
    {3, 1, 1, true,  200}, /* failures have come between */
    {3, 1, 1, false, 401},
    {3, 0, 1, true,  200}, /* an account from before this was kept */
    {3, 2, 1, true,  409}, /* another password has come between */
    {3, 2, 1, false, 409},
    {3, 2, 2, true,  200},
    {3, 1, 0, true,  409}, /* ingest found no account */
    {3, 0, 0, true,  409},
    {3, 1, 4, true,  409}, /* a version that is still to come */
};
/* clang-format on */

static void test_a_verdict_on_an_older_password_is_none(void **state)
{
    Tucai__V1__StaffLogin op;
    struct world w;

    (void)state;
    world_open(&w);
    w.scene.first_account = &FIRST;
    op = judge(&w, "sheng", "");
    ask(&w, op); /* makes the account */
    for (size_t i = 0; i < LEN(VERDICTS); i++) {
        set_versions(&w, VERDICTS[i].version, VERDICTS[i].password_version);
        op.account_version = VERDICTS[i].judged_on;
        op.password_holds = VERDICTS[i].holds;
        ask(&w, op);
        if (w.d.status != VERDICTS[i].status)
            fail_msg("row %zu: %u", i, w.d.status);
        if (w.d.status == 409)
            assert_int_equal(w.d.effects_len, 0);
    }
    buf_done(&w.scene.document.value);
    world_close(&w);
}

static void test_no_account_lets_nobody_in(void **state)
{
    struct world w;
    Tucai__V1__StaffLogin op;

    (void)state;
    world_open(&w);
    op = judge(&w, "wang", "x");
    op.password_holds = true;
    ask(&w, op);
    assert_string_equal(w.d.code, "login_wrong");
    assert_null(decision_find(&w.d, EFFECT_RECORD));
    w.scene.first_account = &FIRST;
    op.name = (char *)"sheng";
    ask(&w, op);
    assert_int_equal(w.d.status, 409); /* it is made, and judged then */
    assert_null(decision_find(&w.d, EFFECT_RECORD));
    assert_int_equal(w.scene.document.version, 1);
    buf_done(&w.scene.document.value);
    world_close(&w);
}

static void test_idle_time_starts_again_but_the_end_stays(void **state)
{
    Tucai__V1__TokenRef ref = TUCAI__V1__TOKEN_REF__INIT;
    struct session session = {.staff = "wang", .expires_ms = NOW + MIN(90)};
    struct world w;

    (void)state;
    world_open(&w);
    ref.token_sha256.data = token;
    ref.token_sha256.len = sizeof token;
    world_act(&w, COMMAND(staff_touch, STAFF_TOUCH, &ref), staff_touch);
    world_close(&w);
    world_open(&w);
    w.scene.document.value = BUF_INIT(1000);
    assert_int_equal(session_encode(&session, &w.scene.document.value), 0);
    world_act(&w, COMMAND(staff_touch, STAFF_TOUCH, &ref), staff_touch);
    assert_int_equal(decision_find(&w.d, EFFECT_EXPIRE)->ttl_s, 1800);
    w.scene.now_ms += MIN(80);
    world_act(&w, COMMAND(staff_touch, STAFF_TOUCH, &ref), staff_touch);
    assert_int_equal(decision_find(&w.d, EFFECT_EXPIRE)->ttl_s, 600);
    w.scene.now_ms += MIN(10) - 999; /* the ledger takes whole seconds */
    world_act(&w, COMMAND(staff_touch, STAFF_TOUCH, &ref), staff_touch);
    assert_int_equal(w.d.status, 401);
    assert_null(decision_find(&w.d, EFFECT_EXPIRE));
    buf_done(&w.scene.document.value);
    world_close(&w);
}

static void put(struct world *w, int64_t if_match, const char *json)
{
    Tucai__V1__PutDocument op = TUCAI__V1__PUT_DOCUMENT__INIT;

    op.id = (char *)"10294";
    op.if_match = if_match;
    op.json.data = (uint8_t *)json;
    op.json.len = strlen(json);
    world_act(w, COMMAND(put_school, PUT_SCHOOL, &op), papers_school);
    keep(w);
}

static void test_schools(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    w.scene.role = "province";
    put(&w, -1, "{\"name\":\"\"}");
    assert_int_equal(w.d.status, 422);
    assert_string_equal(world_answer(&w, "detail"),
                        "配置第 1 行有误：name: 学校要有名称");
    put(&w, -1, "{\"name\":\"河海大学\"}");
    assert_int_equal(w.d.status, 201);
    put(&w, 0, "{\"name\":\"河海大学\"}");
    assert_int_equal(w.d.status, 412);
    put(&w, 1, "{\"name\":\"河海大学\",\"background\":\"white\"}");
    assert_int_equal(w.d.status, 200);
    /* the school itself: its phases and contacts, not its colour */
    w.scene.role = "school";
    put(&w, 2, "{\"name\":\"河海大学\",\"background\":\"blue\"}");
    assert_int_equal(w.d.status, 403);
    put(&w, 2,
        "{\"name\":\"河海大学\",\"background\":\"white\",\"contacts\":[]}");
    assert_int_equal(w.d.status, 200);
    assert_int_equal(w.scene.document.version, 3);
    buf_done(&w.scene.document.value);
    world_close(&w);
}

/* clang-format off */
static const struct {
    Tucai__V1__Command__OpCase op;
    const char *role, *school;
    bool is_allowed;
} RIGHTS[] = {
    {TUCAI__V1__COMMAND__OP_REVIEW, "", "", false},
    {TUCAI__V1__COMMAND__OP_REVIEW, "school", "10294", true},
    {TUCAI__V1__COMMAND__OP_REVIEW, "school", "10295", false},
    {TUCAI__V1__COMMAND__OP_REVIEW, "college", "10294", false},
    {TUCAI__V1__COMMAND__OP_REVIEW, "province", "", true},
    {TUCAI__V1__COMMAND__OP_REVIEW, "operator", "", false},
    {TUCAI__V1__COMMAND__OP_PUT_SEASON, "school", "10294", false},
    {TUCAI__V1__COMMAND__OP_PUT_SEASON, "province", "", true},
    {TUCAI__V1__COMMAND__OP_SUBMIT, "", "", true},
};
/* clang-format on */

static void test_rights(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(RIGHTS); i++) {
        Tucai__V1__StaffWho who = TUCAI__V1__STAFF_WHO__INIT;

        who.role = (char *)RIGHTS[i].role;
        who.school_code = (char *)RIGHTS[i].school;
        if (operation_allows(operation_of(RIGHTS[i].op),
                             *who.role ? &who : NULL,
                             "10294") != RIGHTS[i].is_allowed)
            fail_msg("row %zu", i);
    }
    assert_null(operation_of(TUCAI__V1__COMMAND__OP__NOT_SET));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_account_makes_itself),
        cmocka_unit_test(test_five_wrong_tries_lock_the_name),
        cmocka_unit_test(test_a_name_that_nobody_has_is_locked_too),
        cmocka_unit_test(test_old_tries_are_forgotten),
        cmocka_unit_test(test_a_verdict_on_an_older_password_is_none),
        cmocka_unit_test(test_no_account_lets_nobody_in),
        cmocka_unit_test(test_idle_time_starts_again_but_the_end_stays),
        cmocka_unit_test(test_schools),
        cmocka_unit_test(test_rights),
    };
    return cmocka_run_group_tests_name("staff", tests, NULL, NULL);
}
