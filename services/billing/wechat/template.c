#include "billing/wechat/template.h"

#include "core/time.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const FACT_NAMES[FACTS] = {
    [FACT_STATUS] = "status",     [FACT_NOTE] = "note",
    [FACT_TIME] = "time",         [FACT_AMOUNT] = "amount",
    [FACT_ORDER_NO] = "order_no",
};

/* ---- reading ---- */

static int fact_of(const char *name, size_t len, enum template_fact *ret)
{
    for (unsigned i = 0; i < FACTS; i++) {
        if (strlen(FACT_NAMES[i]) == len &&
            memcmp(FACT_NAMES[i], name, len) == 0) {
            *ret = (enum template_fact)i;
            return 0;
        }
    }
    return -EINVAL;
}

static int copy(char *to, size_t size, const char *from, size_t len)
{
    static const char GOOD[] = "abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

    if (len == 0 || len >= size || strspn(from, GOOD) < len)
        return -EINVAL;
    memcpy(to, from, len);
    to[len] = '\0';
    return 0;
}

/* One "phrase1=status". */
static int add_field(struct template *t, const char *word, size_t len)
{
    const char *equals = memchr(word, '=', len);
    size_t name_len = equals ? (size_t)(equals - word) : 0;
    int r;

    if (!equals || t->len == TEMPLATE_FIELDS_MAX)
        return -EINVAL;
    r = copy(t->fields[t->len].name, sizeof t->fields[0].name, word, name_len);
    if (r == 0)
        r = fact_of(equals + 1, len - name_len - 1, &t->fields[t->len].fact);
    t->len += r == 0;
    return r;
}

int template_parse(const char *text, struct template *ret)
{
    struct template t = {.len = 0};
    int r = 0;

    for (const char *at = text + strspn(text, " "); *at && r == 0;) {
        size_t len = strcspn(at, " ");

        r = t.id[0] ? add_field(&t, at, len) : copy(t.id, sizeof t.id, at, len);
        at += len;
        at += strspn(at, " ");
    }
    if (r == 0 && t.id[0] && t.len == 0)
        r = -EINVAL;
    if (r == 0)
        *ret = t;
    return r;
}

/* ---- filling ---- */

static void write_time(int64_t at_ms, char *ret, size_t size)
{
    struct local_time t = time_local(at_ms);

    (void)snprintf(ret, size, "%04d-%02d-%02d %02d:%02d", t.year, t.month,
                   t.day, t.hour, t.minute);
}

static json_t *value_of(enum template_fact fact,
                        const struct template_facts *facts)
{
    char text[64] = "";

    switch (fact) {
    case FACT_STATUS:
        return json_string(facts->status);
    case FACT_NOTE:
        return json_string(facts->note);
    case FACT_ORDER_NO:
        return json_string(facts->order_no);
    case FACT_TIME:
        write_time(facts->at_ms, text, sizeof text);
        break;
    case FACT_AMOUNT:
        (void)snprintf(text, sizeof text, "%" PRId64 ".%02" PRId64 "元",
                       facts->amount_fen / 100, facts->amount_fen % 100);
        break;
    case FACTS:
        break;
    }
    return json_string(text);
}

json_t *template_fill(const struct template *t,
                      const struct template_facts *facts)
{
    json_t *data = json_object();
    int r = 0;

    for (unsigned i = 0; i < t->len && r == 0; i++) {
        json_t *value =
            json_pack("{s:o}", "value", value_of(t->fields[i].fact, facts));

        r = json_object_set_new(data, t->fields[i].name, value);
    }
    if (r == 0)
        return data;
    json_decref(data);
    return NULL;
}
