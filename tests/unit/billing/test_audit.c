#include "desk.h"

#include "billing/audit.h"
#include "billing/audit_chain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- entries ---- */

static char *entry_of(const struct decision *d)
{
    const struct effect *e = decision_find(d, EFFECT_AUDIT);

    return e ? strndup((const char *)e->value.at, e->value.len) : strdup("");
}

static void record(struct scene *scene, struct decision *d)
{
    d->status = 200;
    audit_command(scene, d);
}

static void assert_entry(struct desk *desk, const Tucai__V1__Command *command,
                         const char *expected)
{
    char *entry;

    desk_act(desk, command, record);
    entry = entry_of(&desk->w.d);
    assert_string_equal(entry, expected);
    free(entry);
}

static void test_commands_say_what_they_do(void **state)
{
    Tucai__V1__Review review = TUCAI__V1__REVIEW__INIT;
    Tucai__V1__StaffCreate create = TUCAI__V1__STAFF_CREATE__INIT;
    Tucai__V1__PutDocument put = TUCAI__V1__PUT_DOCUMENT__INIT;
    struct desk desk;

    (void)state;
    desk_open(&desk, "school", "10284");
    review.submission_id = (char *)"s1";
    review.decision = (char *)"reject";
    review.reason = (char *)"太\"暗\"";
    assert_entry(&desk, COMMAND(review, REVIEW, &review),
                 "{\"by\":\"asker\",\"role\":\"school\",\"what\":\"review\","
                 "\"school_code\":\"10284\",\"about\":\"s1\",\"detail\":"
                 "\"reject\",\"reason\":\"太\\\"暗\\\"\"}");
    create.name = (char *)"li";
    create.password_hash = (char *)"$argon2id$"; /* stays out */
    assert_entry(
        &desk, COMMAND(staff_create, STAFF_CREATE, &create),
        "{\"by\":\"asker\",\"role\":\"school\",\"what\":"
        "\"staff_create\",\"school_code\":\"10284\",\"about\":\"li\"}");
    put.id = (char *)"10299";
    put.json = (ProtobufCBinaryData){2, (uint8_t *)"{}"};
    assert_entry(
        &desk, COMMAND(put_school, PUT_SCHOOL, &put),
        "{\"by\":\"asker\",\"role\":\"school\",\"what\":\"put_school\","
        "\"school_code\":\"10299\",\"about\":\"10299\"}");
    desk_close(&desk);
}

#define SAID(what, about)                                                      \
    "{\"by\":\"asker\",\"role\":\"province\",\"what\":\"" what                 \
    "\",\"about\":\"" about "\"}"
#define SAID_OF_SCHOOL(what, about)                                            \
    "{\"by\":\"asker\",\"role\":\"province\",\"what\":\"" what                 \
    "\",\"school_code\":\"10299\",\"about\":\"" about "\"}"

/* Whatever a command is about stands in it under one name or another. */
static void test_what_a_command_is_about(void **state)
{
    Tucai__V1__DecideAppeal decide_op = TUCAI__V1__DECIDE_APPEAL__INIT;
    Tucai__V1__AppealRef opened = TUCAI__V1__APPEAL_REF__INIT;
    Tucai__V1__SettleProblem settle = TUCAI__V1__SETTLE_PROBLEM__INIT;
    Tucai__V1__CloseSeason season = TUCAI__V1__CLOSE_SEASON__INIT;
    Tucai__V1__Reconcile day = TUCAI__V1__RECONCILE__INIT;
    Tucai__V1__PutRoster roster = TUCAI__V1__PUT_ROSTER__INIT;
    struct desk desk;

    (void)state;
    desk_open(&desk, "province", "");
    decide_op.appeal_id = opened.appeal_id = (char *)"a1";
    assert_entry(&desk, COMMAND(decide_appeal, DECIDE_APPEAL, &decide_op),
                 SAID("decide_appeal", "a1"));
    assert_entry(&desk, COMMAND(appeal_opened, APPEAL_OPENED, &opened),
                 SAID("appeal_original_read", "a1"));
    season.season = (char *)"2025";
    assert_entry(&desk, COMMAND(close_season, CLOSE_SEASON, &season),
                 SAID("close_season", "2025"));
    day.date = (char *)"2025-06-01";
    assert_entry(&desk, COMMAND(reconcile, RECONCILE, &day),
                 SAID("reconcile", "2025-06-01"));
    roster.school_code = (char *)"10299";
    assert_entry(&desk, COMMAND(put_roster, PUT_ROSTER, &roster),
                 SAID_OF_SCHOOL("put_roster", "10299"));
    settle.problem_id = (char *)"p1";
    scene_copy(desk.w.scene.problem.school_code,
               sizeof desk.w.scene.problem.school_code, "10299");
    assert_entry(&desk, COMMAND(settle_problem, SETTLE_PROBLEM, &settle),
                 SAID_OF_SCHOOL("settle_problem", "p1"));
    desk_close(&desk);
}

static void test_every_look_at_a_photo_is_one(void **state)
{
    Tucai__V1__PhotoOpened opened = TUCAI__V1__PHOTO_OPENED__INIT;
    Tucai__V1__Reading reading = TUCAI__V1__READING__INIT;
    struct world w;
    Tucai__V1__StaffWho who = TUCAI__V1__STAFF_WHO__INIT;
    Tucai__V1__Command *command =
        (Tucai__V1__Command *)COMMAND(photo_opened, PHOTO_OPENED, &opened);
    char *entry;

    (void)state;
    world_open(&w);
    who.name = (char *)"li";
    who.role = (char *)"school";
    command->staff = &who;
    opened.submission_id = (char *)"s1";
    opened.is_original = true;
    opened.reason = (char *)"申诉";
    w.scene.command = command;
    w.d.status = 204;
    audit_command(&w.scene, &w.d);
    entry = entry_of(&w.d);
    assert_string_equal(
        entry, "{\"by\":\"li\",\"role\":\"school\",\"what\":\"original_read\","
               "\"school_code\":\"10294\",\"student_uid\":\"u1\",\"about\":"
               "\"s1\",\"reason\":\"申诉\"}");
    free(entry);
    reading.what = (char *)"sheet";
    reading.about = (char *)"p1";
    command = (Tucai__V1__Command *)COMMAND(reading, READING, &reading);
    command->staff = &who;
    w.scene.command = command;
    decision_done(&w.d);
    reading_record(&w.scene, &w.d);
    assert_int_equal(w.d.status, 204);
    audit_command(&w.scene, &w.d);
    entry = entry_of(&w.d);
    assert_non_null(strstr(entry, "\"what\":\"sheet_read\""));
    assert_non_null(strstr(entry, "\"about\":\"p1\""));
    free(entry);
    world_close(&w);
}

static void test_a_whole_school_is_one_entry(void **state)
{
    Tucai__V1__ArchiveRead op = TUCAI__V1__ARCHIVE_READ__INIT;
    Tucai__V1__StaffWho who = TUCAI__V1__STAFF_WHO__INIT;
    Tucai__V1__Command *command =
        (Tucai__V1__Command *)COMMAND(archive_read, ARCHIVE_READ, &op);
    struct world w;
    char *entry;

    (void)state;
    world_open(&w);
    command->staff = &who;
    w.scene.student = NULL;
    w.scene.command = command;
    reading_archive(&w.scene, &w.d);
    assert_int_equal(w.d.status, 422); /* of which school? */
    who.name = (char *)"li";
    who.role = (char *)"province";
    op.school_code = (char *)"10294";
    op.about = (char *)"state=accepted 水利";
    op.photos = 5000;
    op.reason = (char *)"归档";
    reading_archive(&w.scene, &w.d);
    assert_int_equal(w.d.status, 204);
    audit_command(&w.scene, &w.d);
    entry = entry_of(&w.d);
    assert_string_equal(entry,
                        "{\"by\":\"li\",\"role\":\"province\",\"what\":"
                        "\"archive_read\",\"school_code\":\"10294\",\"about\":"
                        "\"state=accepted 水利\",\"detail\":\"photos=5000\","
                        "\"reason\":\"归档\"}");
    free(entry);
    world_close(&w);
}

static void test_what_makes_no_entry(void **state)
{
    Tucai__V1__Review review = TUCAI__V1__REVIEW__INIT;
    Tucai__V1__StaffWho who = TUCAI__V1__STAFF_WHO__INIT;
    Tucai__V1__Command *command =
        (Tucai__V1__Command *)COMMAND(review, REVIEW, &review);
    struct world w;

    (void)state;
    world_open(&w);
    w.scene.command = command;
    w.d.status = 200; /* the student's, or the system's */
    audit_command(&w.scene, &w.d);
    assert_int_equal(w.d.effects_len, 0);
    command->staff = &who;
    refuse(&w.d, 403, "forbidden", "", NULL);
    audit_command(&w.scene, &w.d);
    assert_int_equal(w.d.effects_len, 0);
    world_close(&w);
}

/* A reason of control characters is six times as long in JSON. */
static void test_an_entry_fits_the_ledger(void **state)
{
    char reason[2000];
    struct decision d = {.status = 200};

    (void)state;
    memset(reason, 1, sizeof reason - 1);
    reason[sizeof reason - 1] = '\0';
    audit_add(&d, &(struct audit_entry){.by = "li", .reason = reason});
    assert_in_range(decision_find(&d, EFFECT_AUDIT)->value.len, 3000, 4096);
    decision_done(&d);
}

/* ---- the chain: three entries as the ledger hashed them ---- */

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define HASH1 "449278ee81adaafd3c965f9baef3c5ad944b5a7e7e351b7392a8032dd2f95343"
#define HASH2 "187fb72086fa33b986887ed1069d94c30a775d916a17edb5be62613d895082fc"
#define HASH3 "5a389b43ab6b0d8ad342d52117890f90c850842e23da25ed4a45b69b8a95d529"
#define LINE(n, ms, prev, hash, entry)                                         \
    "{\"number\":" n ",\"moment_ms\":" ms ",\"prev\":\"" prev                  \
    "\",\"hash\":\"" hash "\",\"entry\":\"" entry "\"}\n"
#define ONE LINE("1", "1748736000000", ZEROS, HASH1, "{\\\"by\\\":\\\"li\\\"}")
#define TWO LINE("2", "1748736000000", HASH1, HASH2, "{\\\"by\\\":\\\"王\\\"}")
#define THREE LINE("3", "1748736000001", HASH2, HASH3, "{}")

static const struct {
    const char *name;
    const char *lines[3];
    enum audit_fault fault; /* of the last line */
} CHAINS[] = {
    {"whole", {ONE, TWO, THREE}, AUDIT_SOUND},
    {"its end alone", {TWO, THREE}, AUDIT_SOUND},
    {"one is missing", {ONE, THREE}, AUDIT_GAP},
    {"one twice", {ONE, ONE}, AUDIT_GAP},
    {"the first has something before it",
     {LINE("1", "1748736000000", HASH3, HASH1, "{}")},
     AUDIT_UNLINKED},
    {"another before it",
     {ONE, LINE("2", "1748736000000", HASH3, HASH2, "{}")},
     AUDIT_UNLINKED},
    {"its text was changed",
     {ONE, LINE("2", "1748736000000", HASH1, HASH2, "{\\\"by\\\":\\\"李\\\"}")},
     AUDIT_CHANGED},
    {"its moment was changed",
     {ONE, LINE("2", "1748736000009", HASH1, HASH2, "{\\\"by\\\":\\\"王\\\"}")},
     AUDIT_CHANGED},
    {"earlier than the one before",
     {ONE, LINE("2", "1748735999999", HASH1, HASH2, "{\\\"by\\\":\\\"王\\\"}")},
     AUDIT_BACKWARDS},
    {"no object", {"[]\n"}, AUDIT_UNREADABLE},
    {"cut off", {"{\"number\":1,"}, AUDIT_UNREADABLE},
    {"empty line", {"\n"}, AUDIT_UNREADABLE},
    {"number zero",
     {LINE("0", "1748736000000", ZEROS, HASH1, "{}")},
     AUDIT_GAP},
};

static void test_chains(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(CHAINS); i++) {
        struct audit_chain chain = {0};
        enum audit_fault fault = AUDIT_SOUND;

        for (size_t k = 0; k < 3 && CHAINS[i].lines[k]; k++) {
            assert_int_equal(fault, AUDIT_SOUND);
            fault = audit_chain_add(&chain, bytes_of_text(CHAINS[i].lines[k]));
        }
        if (fault != CHAINS[i].fault)
            fail_msg("%s: %s", CHAINS[i].name, audit_fault_text(fault));
        if (i == 0)
            assert_string_equal(chain.head, HASH3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands_say_what_they_do),
        cmocka_unit_test(test_what_a_command_is_about),
        cmocka_unit_test(test_every_look_at_a_photo_is_one),
        cmocka_unit_test(test_a_whole_school_is_one_entry),
        cmocka_unit_test(test_what_makes_no_entry),
        cmocka_unit_test(test_an_entry_fits_the_ledger),
        cmocka_unit_test(test_chains),
    };
    return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
