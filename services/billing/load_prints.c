#include "billing/load.h"

#include "core/cleanup.h"
#include "core/text.h"
#include "model/print_scope.h"
#include "service/roster_reader.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
    STATE_MAX = 1 << 20,
    /* States that are read to see whether a new order has anybody at all; where
     * so many have no prints, the order finds out. */
    LOOKS_MAX = 2000,
};

/* ---- a new order: is there anybody? ---- */

struct looking {
    struct load *load;
    const Tucai__V1__OrderPrints *op;
    struct roster *roster;
    unsigned looks;
    bool is_found;
};

/* Told by the roster alone that this one is not meant? */
static bool is_elsewhere(const struct looking *l,
                         const struct roster_line *line)
{
    struct print_place place;

    if (!line)
        return false;
    place = (struct print_place){line->campus, line->college, line->class_name,
                                 line->student_no};
    return !print_scope_has(l->op->scope, &place);
}

static int look_at(struct looking *l, const char *uid)
{
    const struct roster_line *line = roster_find(l->roster, uid);
    _cleanup_(buf_done) struct buf data = BUF_INIT(STATE_MAX);
    _cleanup_(student_freep) struct student *s = NULL;
    struct print_place place;
    uint64_t version;
    char key[KEY_SIZE];
    int r;

    if (is_elsewhere(l, line) || !key_of("s", uid, key))
        return 0;
    l->looks++;
    r = redis_get_versioned(l->load->billing->redis, key, &data, &version);
    if (r < 0 || version == 0 || student_decode(buf_view(&data), &s) < 0)
        return r;
    place = print_place_of(s, line);
    l->is_found = print_is_due(s) && print_scope_has(l->op->scope, &place);
    return 0;
}

static int look_at_all(struct looking *l, const struct redis_reply *uids)
{
    char uid[STUDENT_TEXT_SIZE];
    size_t n = redis_reply_count(uids);
    int r = 0;

    for (size_t i = 0; i < n && r == 0 && !l->is_found && l->looks < LOOKS_MAX;
         i++) {
        struct bytes b = redis_reply_bytes(redis_reply_at(uids, i));

        (void)snprintf(uid, sizeof uid, "%.*s", (int)b.len, (const char *)b.at);
        r = look_at(l, uid);
    }
    return r;
}

static int look_for_anybody(struct load *load, const Tucai__V1__OrderPrints *op)
{
    _cleanup_(redis_reply_freep) struct redis_reply *uids = NULL;
    _cleanup_(roster_freep) struct roster *roster = roster_new();
    struct looking l = {load, op, roster, 0, false};
    char key[KEY_SIZE], id[32];
    const char *const words[] = {"ZRANGE", key, "0", "-1"};
    struct roster_stored stored;
    int r;

    (void)snprintf(id, sizeof id, "%.16s:accepted", op->school_code);
    if (!key_of("st", id, key))
        return 0;
    r = roster_reader_all(load->billing->redis, op->school_code, roster,
                          &stored);
    if (r == 0)
        r = redis_ask(load->billing->redis, words, 4, &uids);
    if (r == 0)
        r = look_at_all(&l, uids);
    load->scene.print.is_empty = !l.is_found && l.looks < LOOKS_MAX;
    return r;
}

static void name_school(struct load *load, const char *code)
{
    text_copy(load->scene.print.school_code,
              sizeof load->scene.print.school_code, code);
}

/* Of one student: he says which school. */
static int load_one(struct load *load, const Tucai__V1__OrderPrints *op)
{
    const char *code = op->school_code;
    int r = load_student(load, op->scope->student_uid);

    if (r == 0)
        r = load_school(load, load->student->school_code);
    if (r < 0 || load->version == 0 ||
        (*code && strcmp(code, load->student->school_code) != 0))
        return r;
    name_school(load, load->student->school_code);
    load->scene.print.is_empty = !print_is_due(load->student);
    return 0;
}

static int load_new(struct load *load, const Tucai__V1__OrderPrints *op)
{
    int r;

    if (!op->scope)
        return -EBADMSG;
    if (*op->scope->student_uid)
        return load_one(load, op);
    r = load_school(load, op->school_code);
    if (r < 0 || !load->scene.school)
        return r;
    name_school(load, op->school_code);
    return look_for_anybody(load, op);
}

/* ---- orders and consignments that there are ---- */

static int load_value(struct load *load, const char *key, struct buf *data,
                      uint64_t *ret_version)
{
    return redis_get_versioned(load->billing->redis, key, data, ret_version);
}

static int load_order(struct load *load, const char *print_id)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(PRINT_VALUE_MAX);
    struct print_scene *print = &load->scene.print;
    struct print_order *order = &print->orders[print->n_orders++];
    char key[KEY_SIZE];
    int r = 0;

    if (print_key(print_id, key))
        r = load_value(load, key, &data, &order->version);
    if (r < 0 || order->version == 0)
        return r;
    order->run = print_run_decode(buf_view(&data));
    if (!order->run)
        return -EBADMSG;
    if (print->n_orders == 1)
        name_school(load, order->run->school_code);
    return 0;
}

static int load_bundles(struct load *load, struct print_order *order)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(PRINT_VALUE_MAX);
    char key[KEY_SIZE];
    uint64_t version = 0;
    int r;

    print_bundles_key(order->run->print_id, key);
    r = load_value(load, key, &data, &version);
    if (r == 0 && version > 0)
        order->bundles = print_bundles_decode(buf_view(&data));
    return r;
}

static int load_packing(struct load *load, const Tucai__V1__PackConsignment *op)
{
    struct print_scene *print = &load->scene.print;
    int r = 0;

    for (size_t i = 0;
         i < op->n_print_ids && i < CONSIGNMENT_PRINTS_MAX && r == 0; i++) {
        r = load_order(load, op->print_ids[i]);
        if (r == 0 && print->orders[i].run)
            r = load_bundles(load, &print->orders[i]);
    }
    return r;
}

static int load_consignment(struct load *load, const char *id)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(PRINT_VALUE_MAX);
    struct print_scene *print = &load->scene.print;
    char key[KEY_SIZE];
    int r = 0;

    if (key_of("con", id, key))
        r = load_value(load, key, &data, &print->version);
    if (r < 0 || print->version == 0)
        return r;
    print->consignment = consignment_decode(buf_view(&data));
    if (!print->consignment)
        return -EBADMSG;
    name_school(load, print->consignment->school_code);
    return 0;
}

static int load_step(struct load *load, const Tucai__V1__ConsignStep *op)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(PRINT_VALUE_MAX);
    struct print_scene *print = &load->scene.print;
    char key[KEY_SIZE];
    uint64_t version = 0;
    int r = load_consignment(load, op->consignment_id);

    if (r < 0 || !print->consignment ||
        op->run >= print->consignment->n_print_ids)
        return r;
    print_part_key(print->consignment->print_ids[op->run], op->part, key);
    r = load_value(load, key, &data, &version);
    if (r == 0 && version > 0)
        print->part = print_part_decode(buf_view(&data));
    return r;
}

int load_prints(struct load *load, const Tucai__V1__Command *command)
{
    const Tucai__V1__Command *c = command;

    switch ((int)c->op_case) {
    case TUCAI__V1__COMMAND__OP_ORDER_PRINTS:
        return load_new(load, c->order_prints);
    case TUCAI__V1__COMMAND__OP_REMAKE_PRINTS:
        return load_order(load, c->remake_prints->print_id);
    case TUCAI__V1__COMMAND__OP_PRINT_READING:
        return load_order(load, c->print_reading->print_id);
    case TUCAI__V1__COMMAND__OP_PACK_CONSIGNMENT:
        return load_packing(load, c->pack_consignment);
    case TUCAI__V1__COMMAND__OP_CHANGE_CONSIGNMENT:
        return load_consignment(load, c->change_consignment->consignment_id);
    case TUCAI__V1__COMMAND__OP_SCAN_CONSIGNMENT:
        return load_consignment(load, c->scan_consignment->consignment_id);
    case TUCAI__V1__COMMAND__OP_CONSIGN_STEP:
        return load_step(load, c->consign_step);
    default:
        return -EBADMSG;
    }
}
