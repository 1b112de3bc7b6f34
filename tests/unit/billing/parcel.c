#include "parcel.h"

#include "core/check.h"

#include <stdlib.h>
#include <string.h>

static Tucai__V1__PrintBundles *bundles_of(const char *id, unsigned n)
{
    Tucai__V1__PrintBundles *all = must_alloc(sizeof *all);

    tucai__v1__print_bundles__init(all);
    all->bundles = must_alloc((n + 1) * sizeof *all->bundles);
    for (unsigned i = 0; i < n; i++) {
        Tucai__V1__PrintBundle *b = must_alloc(sizeof *b);
        char code[PRINT_CODE_SIZE];

        tucai__v1__print_bundle__init(b);
        print_code_bundle(id, i + 1, code);
        b->code = must_dup(code);
        b->count = 2;
        all->bundles[all->n_bundles++] = b;
    }
    return all;
}

void parcel_order(struct world *w, const char *id, enum print_state state,
                  unsigned bundles)
{
    struct print_scene *print = &w->scene.print;
    struct print_order *order = &print->orders[print->n_orders++];

    order->run = must_alloc(sizeof *order->run);
    tucai__v1__print_run__init(order->run);
    order->run->print_id = must_dup(id);
    order->run->school_code = must_dup("10294");
    order->run->state = (int32_t)state;
    order->run->total = 2 * bundles;
    order->run->scope = must_alloc(sizeof *order->run->scope);
    tucai__v1__print_scope__init(order->run->scope);
    order->version = 4;
    order->bundles = bundles_of(id, bundles);
    strcpy(print->school_code, "10294");
}

void parcel_take(struct world *w)
{
    const struct effect *put = NULL;

    for (size_t i = 0; i < w->d.effects_len && !put; i++) {
        const struct effect *e = &w->d.effects[i];

        if (e->kind == EFFECT_PUT && strncmp(e->key, "con:", 4) == 0)
            put = e;
    }
    assert_non_null(put);
    consignment_freep(&w->scene.print.consignment);
    w->scene.print.consignment = consignment_decode(buf_view(&put->value));
    w->scene.print.version = put->version + 1;
    assert_non_null(w->scene.print.consignment);
}

const char *parcel_code(const struct world *w, size_t i)
{
    return w->scene.print.consignment->bundles[i]->bundle->code;
}

void parcel_list(const struct world *w, const char *member, char ret[256])
{
    const json_t *list = json_object_get(w->d.json, member), *item;
    size_t i;

    ret[0] = '\0';
    json_array_foreach(list, i, item)
        strcat(strcat(ret, json_string_value(item)), " ");
}
