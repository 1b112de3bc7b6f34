#include "model/consignment.h"

#include "core/check.h"
#include "core/text.h"
#include "model/me.h"
#include "model/print_code.h"
#include "model/print_run.h"

#include <string.h>

static const char *const STATES[CONSIGNMENT_STATES] = {"packed", "shipped",
                                                       "received"};

const char *consignment_state_name(enum consignment_state state)
{
    CHECK(state < CONSIGNMENT_STATES);
    return STATES[state];
}

enum consignment_state consignment_state_of(const char *name)
{
    unsigned i = 0;

    while (i < CONSIGNMENT_STATES && strcmp(STATES[i], name) != 0)
        i++;
    return (enum consignment_state)i;
}

/* ---- bytes ---- */

static bool is_sound(const Tucai__V1__Consignment *c)
{
    bool sound = c->state >= 0 && c->state < CONSIGNMENT_STATES &&
                 c->n_parts == c->n_print_ids;

    for (size_t i = 0; i < c->n_bundles && sound; i++)
        sound = c->bundles[i]->bundle && c->bundles[i]->run < c->n_print_ids;
    return sound;
}

Tucai__V1__Consignment *consignment_decode(struct bytes data)
{
    Tucai__V1__Consignment *c =
        tucai__v1__consignment__unpack(NULL, data.len, data.at);

    if (c && !is_sound(c))
        consignment_freep(&c);
    return c;
}

void consignment_freep(Tucai__V1__Consignment **c)
{
    if (*c)
        tucai__v1__consignment__free_unpacked(*c, NULL);
    *c = NULL;
}

/* ---- scanning ---- */

static Tucai__V1__ConsignedBundle *find(const Tucai__V1__Consignment *c,
                                        const char *code)
{
    for (size_t i = 0; i < c->n_bundles; i++) {
        if (strcmp(c->bundles[i]->bundle->code, code) == 0)
            return c->bundles[i];
    }
    return NULL;
}

enum scan consignment_scan(Tucai__V1__Consignment *c, const char *code,
                           const char *by, int64_t now_ms, char *ret)
{
    Tucai__V1__ConsignedBundle *bundle;

    if (!print_code_normal(code, ret)) {
        text_copy(ret, PRINT_CODE_SIZE, code);
        return SCAN_MISREAD;
    }
    if (!print_code_holds(ret))
        return SCAN_MISREAD;
    bundle = find(c, ret);
    if (!bundle)
        return SCAN_UNKNOWN;
    if (bundle->received_ms)
        return SCAN_DOUBLED;
    bundle->received_ms = now_ms;
    print_set_text(&bundle->received_by, by);
    return SCAN_RECEIVED;
}

size_t consignment_first(const Tucai__V1__Consignment *c, unsigned run)
{
    for (size_t i = 0; i < c->n_bundles; i++) {
        if (c->bundles[i]->run == run)
            return i;
    }
    return SIZE_MAX;
}

/* ---- what is shown ---- */

static size_t count_received(const Tucai__V1__Consignment *c)
{
    size_t n = 0;

    for (size_t i = 0; i < c->n_bundles; i++)
        n += c->bundles[i]->received_ms != 0;
    return n;
}

static json_t *text_or_null(const char *text)
{
    return *text ? json_string(text) : json_null();
}

json_t *consignment_line(const Tucai__V1__Consignment *c)
{
    return json_pack(
        "{s:s, s:s, s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:I, s:I}",
        "consignment_id", c->consignment_id, "school_code", c->school_code,
        "state", consignment_state_name((enum consignment_state)c->state),
        "waybill", text_or_null(c->waybill), "carrier",
        text_or_null(c->carrier), "packed_by", c->packed_by, "packed_at",
        me_time(c->packed_ms), "shipped_at", me_time(c->shipped_ms),
        "received_at", me_time(c->received_ms), "bundles_total",
        (json_int_t)c->n_bundles, "bundles_received",
        (json_int_t)count_received(c));
}

static json_t *strings(char *const *texts, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(list, json_string(texts[i]));
    return list;
}

static json_t *bundle_show(const Tucai__V1__Consignment *c,
                           const Tucai__V1__ConsignedBundle *b)
{
    json_t *out = print_bundle_show(b->bundle);

    (void)json_object_set_new(out, "print_id",
                              json_string(c->print_ids[b->run]));
    (void)json_object_set_new(out, "received_at", me_time(b->received_ms));
    (void)json_object_set_new(out, "received_by", text_or_null(b->received_by));
    return out;
}

json_t *consignment_differences(const Tucai__V1__Consignment *c)
{
    json_t *received = json_array(), *missing = json_array();

    for (size_t i = 0; i < c->n_bundles; i++)
        (void)json_array_append_new(c->bundles[i]->received_ms ? received
                                                               : missing,
                                    json_string(c->bundles[i]->bundle->code));
    return json_pack("{s:o, s:o}", "received", received, "missing", missing);
}

json_t *consignment_show(const Tucai__V1__Consignment *c)
{
    json_t *out = consignment_line(c), *bundles = json_array();
    json_t *differences = consignment_differences(c);

    for (size_t i = 0; i < c->n_bundles; i++)
        (void)json_array_append_new(bundles, bundle_show(c, c->bundles[i]));
    (void)json_object_update(out, differences);
    json_decref(differences);
    (void)json_object_set_new(out, "print_ids",
                              strings(c->print_ids, c->n_print_ids));
    (void)json_object_set_new(out, "bundles", bundles);
    (void)json_object_set_new(out, "unknown",
                              strings(c->unknown, c->n_unknown));
    (void)json_object_set_new(out, "shipped_by", text_or_null(c->shipped_by));
    (void)json_object_set_new(out, "closed_by", text_or_null(c->received_by));
    return out;
}
