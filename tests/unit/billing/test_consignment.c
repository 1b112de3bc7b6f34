#include "parcel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void pack(struct world *w, char **ids, size_t n)
{
    Tucai__V1__PackConsignment op = TUCAI__V1__PACK_CONSIGNMENT__INIT;

    op.print_ids = ids;
    op.n_print_ids = n;
    w->scene.role = "province";
    world_act(w, COMMAND(pack_consignment, PACK_CONSIGNMENT, &op),
              consignment_pack);
}

static void change(struct world *w, const char *waybill, const char *to_state)
{
    Tucai__V1__ChangeConsignment op = TUCAI__V1__CHANGE_CONSIGNMENT__INIT;

    op.consignment_id = w->scene.print.consignment->consignment_id;
    op.waybill = (char *)waybill;
    op.state = (char *)to_state;
    world_act(w, COMMAND(change_consignment, CHANGE_CONSIGNMENT, &op),
              consignment_change);
}

static void scan(struct world *w, char **codes, size_t n)
{
    Tucai__V1__ScanBundles op = TUCAI__V1__SCAN_BUNDLES__INIT;

    op.codes = codes;
    op.n_codes = n;
    world_act(w, COMMAND(scan_consignment, SCAN_CONSIGNMENT, &op),
              consignment_scanned);
}

static char *IDS[] = {(char *)"pA", (char *)"pB"};

static void open_packed(struct world *w)
{
    world_open(w);
    parcel_order(w, "pA", PRINT_MADE, 2);
    parcel_order(w, "pB", PRINT_EXPIRED, 1);
    pack(w, IDS, 2);
    assert_int_equal(w->d.status, 201);
    parcel_take(w);
}

static void open_shipped(struct world *w)
{
    open_packed(w);
    change(w, "SF1", "");
    assert_int_equal(w->d.status, 200);
    parcel_take(w);
}

static void test_packed(void **state)
{
    struct world w;
    const Tucai__V1__Consignment *c;

    (void)state;
    open_packed(&w);
    c = w.scene.print.consignment;
    assert_int_equal(c->state, CONSIGNMENT_PACKED);
    assert_int_equal(c->n_bundles, 3);
    assert_int_equal(c->bundles[2]->run, 1);
    assert_int_equal(c->parts[0], 1);
    assert_int_equal(consignment_first(c, 1), 2);
    assert_int_equal(consignment_first(c, 2), SIZE_MAX);
    /* Two orders claimed, one step for the students. */
    assert_int_equal(world_count(&w, EFFECT_PUT, NULL), 3);
    assert_int_equal(world_count(&w, EFFECT_JOB, "command"), 1);
    assert_non_null(world_effect(&w, EFFECT_ADD, "cons:10294"));
    assert_non_null(world_effect(&w, EFFECT_ADD, "cons:all"));
    world_close(&w);
}

static void test_what_cannot_be_packed(void **state)
{
    static char *TWICE[] = {(char *)"pA", (char *)"pA"};
    struct world w;

    (void)state;
    world_open(&w);
    parcel_order(&w, "pA", PRINT_PRINTING, 1);
    pack(&w, IDS, 1);
    world_refused(&w, 409, "print_not_made");
    w.scene.print.orders[0].run->state = PRINT_MADE;
    print_set_text(&w.scene.print.orders[0].run->consignment_id, "c1");
    pack(&w, IDS, 1);
    world_refused(&w, 409, "already_packed");
    print_set_text(&w.scene.print.orders[0].run->consignment_id, "");
    parcel_order(&w, "pA", PRINT_MADE, 1);
    pack(&w, TWICE, 2);
    world_refused(&w, 422, "request_invalid");
    print_set_text(&w.scene.print.orders[1].run->school_code, "10285");
    pack(&w, IDS, 2);
    world_refused(&w, 422, "schools_differ");
    world_close(&w);
}

static void test_a_school_does_not_hear_of_another_schools_order(void **state)
{
    Tucai__V1__PackConsignment op = TUCAI__V1__PACK_CONSIGNMENT__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    parcel_order(&w, "pA", PRINT_MADE, 1);
    parcel_order(&w, "pB", PRINT_MADE, 1);
    print_set_text(&w.scene.print.orders[1].run->school_code, "10285");
    op.print_ids = IDS;
    op.n_print_ids = 2;
    w.scene.role = "school";
    world_act(&w, COMMAND(pack_consignment, PACK_CONSIGNMENT, &op),
              consignment_pack);
    world_refused(&w, 404, "not_found");
    world_close(&w);
}

static void test_the_way_of_a_parcel(void **state)
{
    struct world w;

    (void)state;
    open_packed(&w);
    change(&w, "", "received");
    world_refused(&w, 409, "not_shipped");
    change(&w, "", "");
    world_refused(&w, 422, "request_invalid");
    change(&w, "SF1", "received");
    world_refused(&w, 422, "request_invalid");
    change(&w, "", "packed");
    world_refused(&w, 422, "request_invalid");
    change(&w, "SF1", "");
    parcel_take(&w);
    assert_int_equal(w.scene.print.consignment->state, CONSIGNMENT_SHIPPED);
    assert_int_equal(world_count(&w, EFFECT_JOB, "command"), 1);
    change(&w, "SF2", ""); /* put right; nobody is told again */
    parcel_take(&w);
    assert_string_equal(w.scene.print.consignment->waybill, "SF2");
    assert_int_equal(world_count(&w, EFFECT_JOB, "command"), 0);
    change(&w, "", "received");
    parcel_take(&w);
    assert_int_equal(w.scene.print.consignment->state, CONSIGNMENT_RECEIVED);
    change(&w, "", "received"); /* heard before */
    assert_int_equal(w.d.status, 200);
    assert_int_equal(w.d.effects_len, 0);
    change(&w, "SF3", "");
    world_refused(&w, 409, "state_conflict");
    world_close(&w);
}

static void test_scanning(void **state)
{
    struct world w;
    char list[256], wanted[256], stray[PRINT_CODE_SIZE], bad[PRINT_CODE_SIZE];
    char *codes[4];

    (void)state;
    open_packed(&w);
    codes[0] = (char *)parcel_code(&w, 0);
    scan(&w, codes, 1);
    world_refused(&w, 409, "not_shipped");
    world_close(&w);

    open_shipped(&w);
    print_code_bundle("another", 1, stray);
    strcpy(bad, parcel_code(&w, 1));
    bad[9] = bad[9] == '0' ? '1' : '0';
    codes[0] = (char *)parcel_code(&w, 0);
    codes[1] = codes[0];
    codes[2] = stray;
    codes[3] = bad;
    scan(&w, codes, 4);
    assert_int_equal(w.d.status, 200);
    (void)snprintf(wanted, sizeof wanted, "%s ", codes[0]);
    parcel_list(&w, "received", list);
    assert_string_equal(list, wanted);
    parcel_list(&w, "doubled", list);
    assert_string_equal(list, wanted);
    (void)snprintf(wanted, sizeof wanted, "%s ", stray);
    parcel_list(&w, "unknown", list);
    assert_string_equal(list, wanted);
    (void)snprintf(wanted, sizeof wanted, "%s ", bad);
    parcel_list(&w, "misread", list);
    assert_string_equal(list, wanted);
    (void)snprintf(wanted, sizeof wanted, "%s %s ", parcel_code(&w, 1),
                   parcel_code(&w, 2));
    parcel_list(&w, "missing", list);
    assert_string_equal(list, wanted);
    parcel_take(&w);
    codes[0] = (char *)parcel_code(&w, 0);
    scan(&w, codes, 1); /* again: nothing changes */
    assert_int_equal(w.d.effects_len, 0);
    scan(&w, codes, 0);
    world_refused(&w, 422, "request_invalid");
    world_close(&w);
}

/* A part of the first order: students "a" and "b" in bundle 0, "c" in 1; one
 * who was erased (R41). */
static void give_part(struct world *w)
{
    static const struct {
        const char *uid;
        uint32_t bundle;
    } MEMBERS[] = {{"a", 0}, {"b", 0}, {"", 0}, {"c", 1}, {"d", 9}};
    Tucai__V1__PrintPart *part = malloc(sizeof *part);

    print_part_freep(&w->scene.print.part);
    tucai__v1__print_part__init(part);
    part->members = calloc(LEN(MEMBERS), sizeof *part->members);
    for (size_t i = 0; i < LEN(MEMBERS); i++) {
        Tucai__V1__PrintMember *m = malloc(sizeof *m);

        tucai__v1__print_member__init(m);
        m->uid = strdup(MEMBERS[i].uid);
        m->bundle = MEMBERS[i].bundle;
        part->members[part->n_members++] = m;
    }
    w->scene.print.part = part;
}

static size_t step(struct world *w, const char *to_state, uint32_t run)
{
    Tucai__V1__ConsignStep op = TUCAI__V1__CONSIGN_STEP__INIT;

    give_part(w);
    op.consignment_id = w->scene.print.consignment->consignment_id;
    op.state = (char *)to_state;
    op.run = run;
    world_act(w, COMMAND(consign_step, CONSIGN_STEP, &op), consignment_step);
    return world_count(w, EFFECT_JOB, "command");
}

static void test_students_are_told_but_those_of_a_missing_bundle(void **state)
{
    struct world w;
    char *code;

    (void)state;
    open_shipped(&w);
    assert_int_equal(step(&w, "shipped", 0), 3 + 1); /* and the next step */
    assert_int_equal(step(&w, "shipped", 1), 2); /* its only bundle; the last */
    assert_int_equal(step(&w, "shipped", 7), 0);
    assert_int_equal(step(&w, "received", 0), 0 + 1);
    code = (char *)parcel_code(&w, 1);
    scan(&w, &code, 1);
    parcel_take(&w);
    assert_int_equal(step(&w, "received", 0), 1 + 1);
    world_close(&w);
}

static void test_what_turns_up_late_counts(void **state)
{
    struct world w;
    char *code;

    (void)state;
    open_shipped(&w);
    change(&w, "", "received");
    parcel_take(&w);
    code = (char *)parcel_code(&w, 2);
    scan(&w, &code, 1);
    assert_int_equal(world_count(&w, EFFECT_JOB, "command"), 1);
    parcel_take(&w);
    assert_true(w.scene.print.consignment->bundles[2]->received_ms != 0);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packed),
        cmocka_unit_test(test_what_cannot_be_packed),
        cmocka_unit_test(test_a_school_does_not_hear_of_another_schools_order),
        cmocka_unit_test(test_the_way_of_a_parcel),
        cmocka_unit_test(test_scanning),
        cmocka_unit_test(test_students_are_told_but_those_of_a_missing_bundle),
        cmocka_unit_test(test_what_turns_up_late_counts),
    };

    return cmocka_run_group_tests_name("consignment", tests, NULL, NULL);
}
