#include "billing/handlers.h"

#include "billing/consignment_step.h"
#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "model/print_code.h"
#include "rules/roles.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * consignment - parcels of prints (R37): packed, shipped with a waybill,
 * received by scanning the bundles' codes.  The students in them hear of it
 * part by part (consignment_step.c).
 */

/* ---- what is kept ---- */

static void keep(const struct scene *scene, struct decision *d,
                 const Tucai__V1__Consignment *c, uint64_t version)
{
    struct effect *e;
    char key[KEY_SIZE];

    CHECK(key_of("con", c->consignment_id, key));
    e = decision_add(d, EFFECT_PUT, key);
    e->version = version;
    CHECK(print_pack(&c->base, &e->value) == 0);
    scene_copy(d->noted.school_code, sizeof d->noted.school_code,
               scene->print.school_code);
    scene_copy(d->noted.about, sizeof d->noted.about, c->consignment_id);
}

static void tell_students(struct decision *d, const Tucai__V1__Consignment *c,
                          uint64_t version, enum consignment_state state)
{
    Tucai__V1__ConsignStep first = TUCAI__V1__CONSIGN_STEP__INIT;

    first.consignment_id = c->consignment_id;
    first.state = (char *)consignment_state_name(state);
    consignment_step_add(d, &first, version);
}

/* ---- packed ---- */

static bool may_pack_one(const struct scene *scene, struct decision *d,
                         const struct print_order *order)
{
    const Tucai__V1__PrintRun *run = order->run;

    if (!run || (strcmp(run->school_code, scene->print.school_code) != 0 &&
                 role_reach(role_of(scene->role)) != REACH_ALL)) {
        refuse_unknown(d);
        return false;
    }
    if (strcmp(run->school_code, scene->print.school_code) != 0) {
        refuse(d, 422, "schools_differ", "一次发货只能包含同一所学校的冲印。",
               NULL);
        return false;
    }
    if ((run->state != PRINT_MADE && run->state != PRINT_EXPIRED) ||
        !order->bundles) {
        refuse(d, 409, "print_not_made", "冲印任务尚未完成，不能装箱。",
               json_pack("{s:s}", "print_id", run->print_id));
        return false;
    }
    if (*run->consignment_id) {
        refuse(d, 409, "already_packed", "该冲印任务已经装箱。",
               json_pack("{s:s, s:s}", "print_id", run->print_id,
                         "consignment_id", run->consignment_id));
        return false;
    }
    return true;
}

static bool is_twice(const Tucai__V1__PackConsignment *op, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (strcmp(op->print_ids[k], op->print_ids[i]) == 0)
            return true;
    }
    return false;
}

static bool may_pack(const struct scene *scene, struct decision *d,
                     const Tucai__V1__PackConsignment *op)
{
    size_t bundles = 0;

    if (op->n_print_ids > CONSIGNMENT_PRINTS_MAX) {
        refuse_malformed(d, "一次发货最多包含 20 个冲印任务。");
        return false;
    }
    for (size_t i = 0; i < op->n_print_ids; i++) {
        const struct print_order *order = &scene->print.orders[i];

        if (is_twice(op, i)) {
            refuse_malformed(d, "print_ids 中有重复的冲印任务。");
            return false;
        }
        if (!may_pack_one(scene, d, order))
            return false;
        bundles += order->bundles->n_bundles;
    }
    if (bundles > CONSIGNMENT_BUNDLES_MAX) {
        refuse_malformed(d, "一次发货最多包含 4000 个班级包，请分开装箱。");
        return false;
    }
    return true;
}

/* What the new consignment is made of; it borrows from the orders. */
struct packing {
    Tucai__V1__Consignment c;
    uint32_t parts[CONSIGNMENT_PRINTS_MAX];
    char *print_ids[CONSIGNMENT_PRINTS_MAX];
    Tucai__V1__ConsignedBundle *bundles;
    Tucai__V1__ConsignedBundle **list;
};

static void add_order(struct packing *p, const struct print_order *order)
{
    Tucai__V1__Consignment *c = &p->c;

    for (size_t i = 0; i < order->bundles->n_bundles; i++) {
        Tucai__V1__ConsignedBundle *b = &p->bundles[c->n_bundles];

        tucai__v1__consigned_bundle__init(b);
        b->run = (uint32_t)c->n_print_ids;
        b->number = (uint32_t)i;
        b->bundle = order->bundles->bundles[i];
        p->list[c->n_bundles++] = b;
    }
    p->parts[c->n_print_ids] = print_parts(order->run->total);
    p->print_ids[c->n_print_ids++] = order->run->print_id;
}

static void claim(struct decision *d, const struct print_order *order,
                  const char *consignment_id)
{
    struct effect *e;
    char key[KEY_SIZE];

    print_set_text(&order->run->consignment_id, consignment_id);
    CHECK(print_key(order->run->print_id, key));
    e = decision_add(d, EFFECT_PUT, key);
    e->version = order->version;
    CHECK(print_pack(&order->run->base, &e->value) == 0);
}

static void index_it(struct decision *d, const Tucai__V1__Consignment *c)
{
    char key[KEY_SIZE];

    CHECK(key_of("cons", c->school_code, key));
    decision_index(d, EFFECT_ADD, key, c->consignment_id, c->packed_ms);
    decision_index(d, EFFECT_ADD, "cons:all", c->consignment_id, c->packed_ms);
}

static void pack(struct scene *scene, struct decision *d, const char *id)
{
    struct packing p;
    _cleanup_(freep) Tucai__V1__ConsignedBundle *bundles =
        must_alloc((CONSIGNMENT_BUNDLES_MAX + 1) * sizeof *bundles);
    _cleanup_(freep) Tucai__V1__ConsignedBundle **list =
        must_alloc((CONSIGNMENT_BUNDLES_MAX + 1) * sizeof(void *));

    tucai__v1__consignment__init(&p.c);
    p.bundles = bundles;
    p.list = list;
    p.c.consignment_id = (char *)id;
    p.c.school_code = scene->print.school_code;
    p.c.packed_by = (char *)scene->by;
    p.c.packed_ms = scene->now_ms;
    p.c.state = CONSIGNMENT_PACKED;
    for (size_t i = 0; i < scene->print.n_orders; i++) {
        add_order(&p, &scene->print.orders[i]);
        claim(d, &scene->print.orders[i], id);
    }
    p.c.n_parts = p.c.n_print_ids;
    p.c.parts = p.parts;
    p.c.print_ids = p.print_ids;
    p.c.bundles = list;
    keep(scene, d, &p.c, 0);
    index_it(d, &p.c);
    tell_students(d, &p.c, 1, CONSIGNMENT_PACKED);
}

void consignment_pack(struct scene *scene, struct decision *d)
{
    const Tucai__V1__PackConsignment *op = scene->command->pack_consignment;
    char id[ID_SIZE];

    if (!may_pack(scene, d, op))
        return;
    scene_id(scene, "c", id);
    decide(d, 201, json_pack("{s:s}", "consignment_id", id));
    pack(scene, d, id);
}

/* ---- shipped, received ---- */

static bool is_text(const char *text)
{
    return *text && strlen(text) <= CONSIGNMENT_TEXT_MAX &&
           text_is_utf8(bytes_of_text(text)) && text_chars(text) > 0;
}

/* A waybill may be put right until the parcel is there. */
static void ship(struct scene *scene, struct decision *d,
                 const Tucai__V1__ChangeConsignment *op)
{
    Tucai__V1__Consignment *c = scene->print.consignment;
    bool is_new = c->state == CONSIGNMENT_PACKED;

    if (!is_text(op->waybill) || (*op->carrier && !is_text(op->carrier))) {
        refuse_malformed(d, "请填写运单号；运单号和承运商最长 64 字节。");
        return;
    }
    if (c->state == CONSIGNMENT_RECEIVED) {
        refuse(d, 409, "state_conflict", "这批冲印已经签收。", NULL);
        return;
    }
    print_set_text(&c->waybill, op->waybill);
    if (*op->carrier)
        print_set_text(&c->carrier, op->carrier);
    if (is_new) {
        c->state = CONSIGNMENT_SHIPPED;
        c->shipped_ms = scene->now_ms;
        print_set_text(&c->shipped_by, scene->by);
        tell_students(d, c, scene->print.version + 1, CONSIGNMENT_SHIPPED);
    }
    keep(scene, d, c, scene->print.version);
}

static void close_it(struct scene *scene, struct decision *d)
{
    Tucai__V1__Consignment *c = scene->print.consignment;

    if (c->state == CONSIGNMENT_RECEIVED)
        return; /* heard before */
    if (c->state != CONSIGNMENT_SHIPPED) {
        refuse(d, 409, "not_shipped", "这批冲印尚未发货。", NULL);
        return;
    }
    c->state = CONSIGNMENT_RECEIVED;
    c->received_ms = scene->now_ms;
    print_set_text(&c->received_by, scene->by);
    keep(scene, d, c, scene->print.version);
    tell_students(d, c, scene->print.version + 1, CONSIGNMENT_RECEIVED);
}

void consignment_change(struct scene *scene, struct decision *d)
{
    const Tucai__V1__ChangeConsignment *op = scene->command->change_consignment;
    bool ships = *op->waybill || *op->carrier;

    decide(d, 200, json_pack("{s:s}", "consignment_id", op->consignment_id));
    if (ships == (*op->state != '\0') ||
        (*op->state && strcmp(op->state, "received") != 0))
        refuse_malformed(
            d,
            "请给出 waybill 和 carrier（发货），或 state: received（签收）。");
    else if (ships)
        ship(scene, d, op);
    else
        close_it(scene, d);
}

/* ---- scanned ---- */

static bool is_known_stray(const Tucai__V1__Consignment *c, const char *code)
{
    for (size_t i = 0; i < c->n_unknown; i++) {
        if (strcmp(c->unknown[i], code) == 0)
            return true;
    }
    return false;
}

/* A sound code of no bundle of these: somebody else's parcel, most likely. */
static void keep_stray(Tucai__V1__Consignment *c, const char *code)
{
    char **list;

    if (is_known_stray(c, code) || c->n_unknown >= CONSIGNMENT_UNKNOWN_MAX)
        return;
    list = must_alloc((c->n_unknown + 1) * sizeof *list);
    if (c->n_unknown)
        memcpy(list, c->unknown, c->n_unknown * sizeof *list);
    free(c->unknown);
    list[c->n_unknown++] = must_dup(code);
    c->unknown = list;
}

struct scanned {
    json_t *doubled, *misread;
    unsigned received;
};

static void scan_one(struct scene *scene, const char *code, struct scanned *s)
{
    Tucai__V1__Consignment *c = scene->print.consignment;
    char kept[PRINT_CODE_SIZE];

    switch (consignment_scan(c, code, scene->by, scene->now_ms, kept)) {
    case SCAN_RECEIVED:
        s->received++;
        return;
    case SCAN_DOUBLED:
        (void)json_array_append_new(s->doubled, json_string(kept));
        return;
    case SCAN_UNKNOWN:
        keep_stray(c, kept);
        return;
    case SCAN_MISREAD:
        (void)json_array_append_new(s->misread, json_string(kept));
        return;
    }
}

static json_t *strays(const Tucai__V1__Consignment *c)
{
    json_t *list = json_array();

    for (size_t i = 0; i < c->n_unknown; i++)
        (void)json_array_append_new(list, json_string(c->unknown[i]));
    return list;
}

static json_t *scan_answer(const Tucai__V1__Consignment *c,
                           const struct scanned *s)
{
    json_t *out = consignment_differences(c);

    (void)json_object_set_new(out, "consignment_id",
                              json_string(c->consignment_id));
    (void)json_object_set_new(
        out, "state",
        json_string(consignment_state_name((enum consignment_state)c->state)));
    (void)json_object_set_new(out, "unknown", strays(c));
    (void)json_object_set_new(out, "doubled", s->doubled);
    (void)json_object_set_new(out, "misread", s->misread);
    return out;
}

static bool may_scan(const struct scene *scene, struct decision *d)
{
    const Tucai__V1__ScanBundles *op = scene->command->scan_consignment;

    if (op->n_codes == 0 || op->n_codes > CONSIGNMENT_SCAN_MAX) {
        refuse_malformed(d, "请给出 1 到 1000 个班级包条码。");
        return false;
    }
    for (size_t i = 0; i < op->n_codes; i++) {
        if (!text_is_utf8(bytes_of_text(op->codes[i]))) {
            refuse_malformed(d, "条码不是文本。");
            return false;
        }
    }
    if (scene->print.consignment->state == CONSIGNMENT_PACKED) {
        refuse(d, 409, "not_shipped", "这批冲印尚未发货。", NULL);
        return false;
    }
    return true;
}

/* A bundle that turns up after the parcel was closed counts as well. */
void consignment_scanned(struct scene *scene, struct decision *d)
{
    const Tucai__V1__ScanBundles *op = scene->command->scan_consignment;
    Tucai__V1__Consignment *c = scene->print.consignment;
    struct scanned s = {.received = 0};
    size_t strays_before = c->n_unknown;

    if (!may_scan(scene, d))
        return;
    s.doubled = json_array();
    s.misread = json_array();
    for (size_t i = 0; i < op->n_codes; i++)
        scan_one(scene, op->codes[i], &s);
    decide(d, 200, scan_answer(c, &s));
    if (s.received == 0 && c->n_unknown == strays_before)
        return;
    keep(scene, d, c, scene->print.version);
    if (s.received && c->state == CONSIGNMENT_RECEIVED)
        tell_students(d, c, scene->print.version + 1, CONSIGNMENT_RECEIVED);
}
