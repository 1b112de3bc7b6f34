#include "desk.h"

#include "model/records.h"

#include <string.h>

#define BEGIN(op_) COMMAND(totp_begin, TOTP_BEGIN, (op_))
#define CONFIRM(op_) COMMAND(totp_confirm, TOTP_CONFIRM, (op_))
#define LOGIN(op_) COMMAND(staff_login, STAFF_LOGIN, (op_))

static uint8_t token[32] = {7}, wrapped[60] = {1}, other[60] = {2};

static struct account sheng(void)
{
    return (struct account){.name = "sheng",
                            .role = ROLE_PROVINCE,
                            .password_hash = "x",
                            .password_version = 1};
}

static Tucai__V1__StaffTotp totp(uint8_t *secret, uint64_t step)
{
    Tucai__V1__StaffTotp op = TUCAI__V1__STAFF_TOTP__INIT;

    op.wrapped = (ProtobufCBinaryData){60, secret};
    op.step = step;
    op.token_sha256 = (ProtobufCBinaryData){32, token};
    return op;
}

static struct session session_of(const struct desk *desk)
{
    struct session session;

    assert_int_equal(
        session_decode(
            buf_view(&decision_find(&desk->w.d, EFFECT_RECORD)->value),
            &session),
        0);
    return session;
}

static void test_set_up(void **state)
{
    Tucai__V1__StaffTotp op = totp(wrapped, 100);
    struct account account = sheng();
    struct desk desk;

    (void)state;
    desk_open(&desk, "province", "");
    desk_act(&desk, BEGIN(&op), totp_begin);
    world_refused(&desk.w, 404, "not_found");
    desk_put(&desk, &account);
    desk_act(&desk, CONFIRM(&op), totp_confirm);
    world_refused(&desk.w, 409, "totp_not_begun");
    desk_act(&desk, BEGIN(&op), totp_begin);
    assert_int_equal(desk.w.d.status, 204);
    assert_false(desk_account(&desk).totp.is_there);
    op = totp(other, 100); /* the code was compared with another secret */
    desk_act(&desk, CONFIRM(&op), totp_confirm);
    world_refused(&desk.w, 409, "totp_not_begun");
    op = totp(wrapped, 0);
    desk_act(&desk, CONFIRM(&op), totp_confirm);
    world_refused(&desk.w, 422, "totp_wrong");
    op = totp(wrapped, 100);
    desk_act(&desk, CONFIRM(&op), totp_confirm);
    assert_int_equal(desk.w.d.status, 200);
    account = desk_account(&desk);
    assert_true(account.totp.is_there && !account.totp_pending.is_there);
    assert_int_equal(account.totp_last_step, 100);
    assert_int_equal(account.session_epoch, 1);
    assert_int_equal(account.password_version, desk.w.scene.document.version);
    assert_int_equal(session_of(&desk).account_epoch, 1);
    assert_false(session_of(&desk).is_enrolling);
    desk_act(&desk, BEGIN(&op), totp_begin);
    world_refused(&desk.w, 409, "totp_enrolled");
    op.wrapped.len = 59;
    account.totp.is_there = false;
    desk_put(&desk, &account);
    desk_act(&desk, BEGIN(&op), totp_begin);
    world_refused(&desk.w, 422, "request_invalid");
    desk_close(&desk);
}

/* clang-format off */
static const struct {
    const char *name;
    enum role role;
    bool is_demanded, has_factor, is_disabled; /* the account */
    bool holds, gives_code;                    /* the try */
    uint64_t step;
    unsigned status;
    const char *code;
    bool is_enrolling;
    int64_t failures;
} LOGINS[] = {
    {"not demanded",      ROLE_PROVINCE, false, false, false, true,  false, 0,   200, "", false, 0},
    {"must set it up",    ROLE_PROVINCE, true,  false, false, true,  false, 0,   200, "", true,  0},
    {"so must operators", ROLE_OPERATOR, true,  false, false, true,  false, 0,   200, "", true,  0},
    {"schools need none", ROLE_SCHOOL,   true,  false, false, true,  false, 0,   200, "", false, 0},
    {"nor auditors",      ROLE_AUDITOR,  true,  false, false, true,  false, 0,   200, "", false, 0},
    {"a code is asked",   ROLE_PROVINCE, true,  true,  false, true,  false, 0,   401, "totp_required", false, 1},
    {"who has one, must", ROLE_SCHOOL,   false, true,  false, true,  false, 0,   401, "totp_required", false, 1},
    {"right",             ROLE_PROVINCE, true,  true,  false, true,  true,  101, 200, "", false, 0},
    {"wrong",             ROLE_PROVINCE, true,  true,  false, true,  true,  0,   401, "totp_wrong", false, 2},
    {"used",              ROLE_PROVINCE, true,  true,  false, true,  true,  100, 401, "totp_wrong", false, 2},
    {"older than used",   ROLE_PROVINCE, true,  true,  false, true,  true,  99,  401, "totp_wrong", false, 2},
    {"wrong password",    ROLE_PROVINCE, true,  true,  false, false, true,  101, 401, "login_wrong", false, 2},
    {"disabled",          ROLE_PROVINCE, true,  true,  true,  true,  true,  101, 403, "account_disabled", false, 1},
    {"disabled, unknown", ROLE_PROVINCE, true,  true,  true,  false, true,  101, 401, "login_wrong", false, 2},
    {"code for nothing",  ROLE_SCHOOL,   true,  false, false, true,  true,  0,   200, "", false, 0},
};
/* clang-format on */

static void judge(size_t i, const struct desk *desk)
{
    struct account after = desk_account(desk);

    if (desk->w.d.status != LOGINS[i].status ||
        strcmp(desk->w.d.code, LOGINS[i].code) != 0 ||
        after.failures != LOGINS[i].failures)
        fail_msg("%s: %u %s, %d failures", LOGINS[i].name, desk->w.d.status,
                 desk->w.d.code, (int)after.failures);
    if (desk->w.d.status != 200)
        return;
    assert_int_equal(session_of(desk).is_enrolling, LOGINS[i].is_enrolling);
    assert_int_equal(session_of(desk).account_epoch, 5);
    assert_int_equal(json_is_true(json_object_get(desk->w.d.json,
                                                  "totp_enrolment_required")),
                     LOGINS[i].is_enrolling);
    assert_int_equal(session_of(desk).expires_ms,
                     NOW + (LOGINS[i].is_enrolling ? MIN(10) : HOUR(8)));
    if (LOGINS[i].has_factor)
        assert_int_equal(after.totp_last_step, LOGINS[i].step);
}

static void test_logins(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(LOGINS); i++) {
        Tucai__V1__StaffLogin op = TUCAI__V1__STAFF_LOGIN__INIT;
        struct account account = {.name = "li",
                                  .role = LOGINS[i].role,
                                  .password_version = 1,
                                  .failures = 1,
                                  .failed_ms = NOW - 1,
                                  .session_epoch = 5,
                                  .is_disabled = LOGINS[i].is_disabled,
                                  .totp = {.is_there = LOGINS[i].has_factor},
                                  .totp_last_step = 100};
        struct desk desk;

        desk_open(&desk, "", "");
        desk.w.scene.demands_totp = LOGINS[i].is_demanded;
        desk_put(&desk, &account);
        op.name = (char *)"li";
        op.token_sha256 = (ProtobufCBinaryData){32, token};
        op.account_version = 1;
        op.password_holds = LOGINS[i].holds;
        op.has_totp = LOGINS[i].gives_code;
        op.totp_step = LOGINS[i].step;
        desk_act(&desk, LOGIN(&op), staff_login);
        judge(i, &desk);
        desk_close(&desk);
    }
}

static void test_wrong_codes_lock(void **state)
{
    Tucai__V1__StaffLogin op = TUCAI__V1__STAFF_LOGIN__INIT;
    struct account account = sheng();
    struct desk desk;

    (void)state;
    desk_open(&desk, "", "");
    account.totp.is_there = true;
    desk_put(&desk, &account);
    op.name = (char *)"sheng";
    op.token_sha256 = (ProtobufCBinaryData){32, token};
    op.account_version = 1;
    op.password_holds = true;
    op.has_totp = true;
    for (int i = 1; i <= 5; i++) {
        desk_act(&desk, LOGIN(&op), staff_login);
        assert_string_equal(desk.w.d.code, "totp_wrong");
        assert_int_equal(world_count(&desk.w, EFFECT_AUDIT, NULL), i == 5);
    }
    op.totp_step = 7;
    desk_act(&desk, LOGIN(&op), staff_login);
    world_refused(&desk.w, 429, "login_locked");
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_up),
        cmocka_unit_test(test_logins),
        cmocka_unit_test(test_wrong_codes_lock),
    };
    return cmocka_run_group_tests_name("totp", tests, NULL, NULL);
}
