#ifndef BILLING_WECHAT_TEMPLATE_H
#define BILLING_WECHAT_TEMPLATE_H

/*
 * template - a subscription template as the operator has chosen it at WeChat,
 * and how its fields are filled.  Pure.
 *
 * As a setting: the template's id, then FIELD=FACT each, with spaces between:
 *     "pkxI9x... phrase1=status time2=time thing3=note"
 * Facts: status (at most 5 characters), note (20), time ("2025-04-01 10:00"),
 * amount ("15.00元"), order_no.  They keep to the limits of the kinds phrase,
 * thing, time, amount and character_string.
 */

#include <jansson.h>
#include <stdint.h>

#define TEMPLATE_FIELDS_MAX 8

enum template_fact {
    FACT_STATUS,
    FACT_NOTE,
    FACT_TIME,
    FACT_AMOUNT,
    FACT_ORDER_NO,
    FACTS,
};

struct template
{
    char id[64]; /* "": there is none */
    unsigned len;
    struct {
        char name[32];
        enum template_fact fact;
    } fields[TEMPLATE_FIELDS_MAX];
};

/* An empty text gives an empty template.  0, or -EINVAL: an unknown fact, a
 * name or id that WeChat has not, no field at all, or more than fit. */
int template_parse(const char *text, struct template *ret)
    __attribute__((warn_unused_result));

/* Of one message; texts are never NULL. */
struct template_facts {
    const char *status, *note, *order_no;
    int64_t at_ms;
    int64_t amount_fen;
};

/* {"phrase1":{"value":"..."}, ...}, a new reference; NULL for what is no
 * UTF-8. */
json_t *template_fill(const struct template *t,
                      const struct template_facts *facts);

#endif
