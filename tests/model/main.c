/*
 * student_model - one student under billing's own handlers, for
 * tests/model/differ.mjs: an event a line (JSON) in, a line out for each:
 *
 *   {"status", "code", "json": the answer's members, "me": GET /me,
 *    "orders": their states, "jobs": what the provider is asked for}
 *
 * {"op":"begin", ...} starts a new student; "again": true runs the event as
 * the job before it, once more.
 */
#include "subject.h"

#include "model/me.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *orders_of(struct subject *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->student->orders.len; i++)
        (void)json_array_append_new(list, json_string(order_state_name(
                                              s->student->orders.at[i].state)));
    return list;
}

/* What the provider is asked for, in the order of the effects. */
static json_t *jobs_of(const struct decision *d)
{
    json_t *list = json_array();

    for (size_t i = 0; i < d->effects_len; i++) {
        const struct effect *e = &d->effects[i];
        Tucai__V1__PayJob *job = NULL;

        if (e->kind != EFFECT_JOB || strcmp(e->member, "pay") != 0)
            continue;
        job = tucai__v1__pay_job__unpack(NULL, e->value.len, e->value.at);
        if (job) {
            const ProtobufCEnumValue *op = protobuf_c_enum_descriptor_get_value(
                &tucai__v1__pay_op__descriptor, (int)job->op);

            (void)json_array_append_new(list, json_string(op->name));
            tucai__v1__pay_job__free_unpacked(job, NULL);
        }
    }
    return list;
}

/* GET /me without what no rule decides. */
static json_t *me_of(const struct subject *s, int64_t at_ms)
{
    static const char *const REST[] = {"student",      "contacts",
                                       "phone_masked", "subscriptions",
                                       "video_s",      "order"};
    json_t *me = me_render(s->student, s->school, NULL, at_ms);
    json_t *submission = json_object_get(me, "submission");

    for (size_t i = 0; i < sizeof REST / sizeof *REST; i++)
        (void)json_object_del(me, REST[i]);
    if (json_is_object(submission))
        (void)json_object_set(me, "submission",
                              json_object_get(submission, "state"));
    return me;
}

static void print(struct subject *s, int64_t at_ms)
{
    json_t *out = json_pack("{s:I, s:s*, s:O*, s:o, s:o, s:o}", "status",
                            (json_int_t)s->d.status, "code", s->d.code, "json",
                            s->d.json, "me", me_of(s, at_ms), "orders",
                            orders_of(s), "jobs", jobs_of(&s->d));

    char *text = json_dumps(out, JSON_COMPACT);

    (void)puts(text);
    free(text);
    json_decref(out);
}

static bool run_line(struct subject *s, const char *line)
{
    json_t *event = json_loads(line, 0, NULL);
    const char *op = json_string_value(json_object_get(event, "op"));
    bool is_begin = op && strcmp(op, "begin") == 0;
    bool is_good = false;

    if (is_begin) {
        is_good = subject_begin(s, event);
    } else if (op && s->student) {
        if (!json_is_true(json_object_get(event, "again")))
            subject_new_job(s);
        is_good = event_run(s, event);
        if (is_good)
            print(s, json_integer_value(json_object_get(event, "at")));
    }
    json_decref(event);
    return is_good;
}

int main(void)
{
    struct subject s = {0};
    char *line = NULL;
    size_t size = 0;
    bool is_good = true;

    while (is_good && getline(&line, &size, stdin) > 0) {
        is_good = run_line(&s, line);
        if (!is_good)
            (void)fprintf(stderr, "cannot: %s", line);
    }
    free(line);
    subject_done(&s);
    return is_good ? 0 : 1;
}
