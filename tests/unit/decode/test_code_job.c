#include "decode/code_job.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "forge.h"
#include "proto/student.pb-c.h"
#include "scene.h"
#include "service/effects.h"
#include "service/sandbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static int setup(void **state)
{
    code_job_prepare();
    return forge_setup(state);
}

/* Hands a CodeJob with that code to the handler; file may be NULL. */
static void handle(const char *code, const struct buf *file, int64_t at_s,
                   struct outcome *o)
{
    Tucai__V1__CodeJob msg = TUCAI__V1__CODE_JOB__INIT;
    uint8_t packed[8192];
    struct job_blob blob = {.name = "picture"};
    struct job job = {.admitted_ms = at_s * 1000, .payload = {packed, 0}};

    msg.code = (char *)(uintptr_t)code;
    job.payload.len = tucai__v1__code_job__pack(&msg, packed);
    if (file) {
        blob.data = buf_view(file);
        job.blobs = &blob;
        job.n_blobs = 1;
    }
    CHECK(code_job_handle(forge_ring(), &job, o) == 0);
}

static void code_text(const struct forgery *f, struct buf *ret)
{
    forge_code(f, ret);
    CHECK(buf_add(ret, "", 1) == 0);
}

static void picture_of(const char *code, struct buf *ret)
{
    struct scene scene = {.module_px = 4, .margin = 4, .quality = 70};
    _cleanup_(grey_done) struct grey g = {0};
    struct symbol symbol;

    CHECK(symbol_make(bytes_of_text(code), &symbol) == 0);
    scene_draw(&symbol, &scene, &g);
    scene_encode(&g, scene.quality, ret);
}

static Tucai__V1__CodeResult *result_of(const struct outcome *o)
{
    Tucai__V1__CodeResult *ret =
        tucai__v1__code_result__unpack(NULL, o->result.len, o->result.at);

    CHECK(ret);
    return ret;
}

static void expect_ticket(const struct outcome *o)
{
    Tucai__V1__CodeResult *result = result_of(o);

    assert_int_equal(o->how, TUCAI__V1__OUTCOME__OUTCOME_OK);
    assert_string_equal(result->refusal, "");
    assert_non_null(result->ticket);
    assert_string_equal(result->ticket->student_uid, "202100000001");
    assert_string_equal(result->ticket->campus, "南京校区");
    assert_int_equal(result->ticket->graduation_year, 2025);
    assert_int_equal(result->ticket->expires_at, FORGE_NOW_S + 3600);
    assert_memory_equal(result->ticket->recipient_key_id.data,
                        issuer_collector_id(forge_issuer()), 8);
    tucai__v1__code_result__free_unpacked(result, NULL);
}

static void expect_refusal(const struct outcome *o, const char *refusal)
{
    Tucai__V1__CodeResult *result = result_of(o);

    assert_int_equal(o->how, TUCAI__V1__OUTCOME__OUTCOME_REJECT);
    assert_string_equal(result->refusal, refusal);
    assert_null(result->ticket);
    tucai__v1__code_result__free_unpacked(result, NULL);
}

static void test_text(void **state)
{
    _cleanup_(buf_done) struct buf code = BUF_INIT(8192);
    _cleanup_(outcome_done) struct outcome o;

    (void)state;
    outcome_init(&o);
    code_text(&(struct forgery){0}, &code);
    handle((const char *)code.at, NULL, FORGE_NOW_S, &o);
    expect_ticket(&o);
}

/* The moment that counts is the one at which the job was admitted. */
static void test_refused(void **state)
{
    _cleanup_(buf_done) struct buf code = BUF_INIT(8192);
    _cleanup_(outcome_done) struct outcome o;

    (void)state;
    outcome_init(&o);
    code_text(&(struct forgery){0}, &code);
    handle((const char *)code.at, NULL, FORGE_NOW_S + 3601, &o);
    expect_refusal(&o, "code_expired");
    handle("", NULL, FORGE_NOW_S, &o);
    expect_refusal(&o, "code_malformed");
}

static void test_picture(void **state)
{
    _cleanup_(buf_done) struct buf code = BUF_INIT(8192);
    _cleanup_(buf_done) struct buf file = BUF_INIT(1 << 20);
    _cleanup_(outcome_done) struct outcome o;

    (void)state;
    outcome_init(&o);
    code_text(&(struct forgery){0}, &code);
    picture_of((const char *)code.at, &file);
    handle("", &file, FORGE_NOW_S, &o);
    expect_ticket(&o);
    file.len = 20;
    handle("", &file, FORGE_NOW_S, &o);
    expect_refusal(&o, "code_unreadable");
}

static void test_no_message(void **state)
{
    struct job job = {.payload = bytes_of_text("\xFF")};
    _cleanup_(outcome_done) struct outcome o;

    (void)state;
    outcome_init(&o);
    assert_int_equal(code_job_handle(forge_ring(), &job, &o), 0);
    assert_int_equal(o.how, TUCAI__V1__OUTCOME__OUTCOME_FATAL);
}

/* What a child does that may open nothing any more; its exit code. */
static int work_inside(const char *code, const struct buf *file)
{
    struct outcome o;

    outcome_init(&o);
    if (sandbox_enter((size_t)512 << 20) < 0)
        return 1;
    handle(code, NULL, FORGE_NOW_S, &o);
    if (o.how != TUCAI__V1__OUTCOME__OUTCOME_OK)
        return 2;
    handle("", file, FORGE_NOW_S, &o);
    return o.how == TUCAI__V1__OUTCOME__OUTCOME_OK ? 0 : 3;
}

static void test_in_the_sandbox(void **state)
{
    _cleanup_(buf_done) struct buf code = BUF_INIT(8192);
    _cleanup_(buf_done) struct buf file = BUF_INIT(1 << 20);
    int status = -1;
    pid_t pid;

    (void)state;
    code_text(&(struct forgery){0}, &code);
    picture_of((const char *)code.at, &file);
    pid = fork();
    if (pid == 0)
        _exit(work_inside((const char *)code.at, &file));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_the_sandbox), cmocka_unit_test(test_text),
        cmocka_unit_test(test_refused),        cmocka_unit_test(test_picture),
        cmocka_unit_test(test_no_message),
    };
    return cmocka_run_group_tests_name("code_job", tests, setup,
                                       forge_teardown);
}
