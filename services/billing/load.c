#include "billing/load.h"

#include "billing/tries.h"
#include "core/cleanup.h"
#include "core/random.h"
#include "model/ruleset_shared.h"
#include "service/roster_reader.h"

#include <errno.h>
#include <string.h>

enum { STATE_MAX = 1 << 20 };

void load_init(struct load *load, struct billing *billing,
               const struct job *job)
{
    *load = (struct load){
        .billing = billing,
        .job = job,
        .document = BUF_INIT(SCHOOL_JSON_MAX),
        .shared_rules = BUF_INIT(SCHOOL_JSON_MAX),
        .scene = {.job_id = job->id,
                  .job = job,
                  .now_ms = job->admitted_ms,
                  .verdict_ms = job->now_ms,
                  .by = "student",
                  .role = "",
                  .first_account = &billing->first_account,
                  .demands_totp = billing->demands_totp},
    };
    random_fill(load->scene.random, sizeof load->scene.random);
}

void load_done(struct load *load)
{
    student_freep(&load->student);
    student_freep(&load->before);
    buf_done(&load->document);
    buf_done(&load->shared_rules);
    if (load->shot_result)
        tucai__v1__shot_result__free_unpacked(load->shot_result, NULL);
    roster_freep(&load->roster);
    print_scene_done(&load->scene.print);
}

int load_student(struct load *load, const char *uid)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(STATE_MAX);
    char key[KEY_SIZE];
    int r = 0;

    if (key_of("s", uid, key))
        r = redis_get_versioned(load->billing->redis, key, &data,
                                &load->version);
    if (r == 0 && load->version)
        r = student_decode(buf_view(&data), &load->before);
    if (r < 0)
        return r;
    if (!load->before)
        load->before = student_new();
    load->student = student_new();
    *load->student = *load->before;
    load->scene.student = load->student;
    return 0;
}

int load_school(struct load *load, const char *code)
{
    return schools_get(load->billing->schools, code, &load->scene.school);
}

int load_sealed(struct load *load)
{
    const struct scene *scene = &load->scene;
    _cleanup_(redis_reply_freep) struct redis_reply *score = NULL;
    char key[KEY_SIZE];
    const char *const words[] = {"ZSCORE", key, load->student->uid};
    int r;

    if (!scene->school || !key_of("ready", scene->school->registry, key) ||
        student_submission_state(load->student) != SUBMISSION_APPROVED)
        return 0;
    r = redis_ask(load->billing->redis, words, 3, &score);
    if (r == 0)
        load->scene.is_sealed = redis_reply_is_nil(score);
    return r;
}

int load_document(struct load *load, const char *prefix, const char *id)
{
    char key[KEY_SIZE];
    uint64_t version = 0;
    int r = 0;

    if (key_of(prefix, id, key))
        r = redis_get_versioned(load->billing->redis, key, &load->document,
                                &version);
    if (r < 0)
        return r;
    load->scene.document.version = version;
    load->scene.document.value = load->document; /* borrowed */
    return 0;
}

int load_problem(struct load *load, const char *id)
{
    int r = load_document(load, "prob", id);

    if (r < 0 || load->scene.document.version == 0)
        return r;
    return problem_report_decode(buf_view(&load->document),
                                 &load->scene.problem);
}

/* Into the second buffer: no command wants both of these. */
static int load_beside(struct load *load, const char *key)
{
    struct document *to = &load->scene.beside;
    int r = redis_get_versioned(load->billing->redis, key, &load->shared_rules,
                                &to->version);

    to->value = load->shared_rules; /* borrowed */
    return r;
}

int load_from_season(struct load *load, const char *id)
{
    char key[KEY_SIZE];

    return key_of("season", id, key) ? load_beside(load, key) : 0;
}

int load_tries(struct load *load, const char *name)
{
    char key[KEY_SIZE];

    tries_key(name, key);
    return load_beside(load, key);
}

int load_named_season(struct load *load, const Tucai__V1__PutDocument *school)
{
    _cleanup_(buf_done) struct buf version = BUF_INIT(32);
    json_t *root = json_loadb((const char *)school->json.data, school->json.len,
                              JSON_REJECT_DUPLICATES, NULL);
    const char *name = json_string_value(json_object_get(root, "season"));
    char key[KEY_SIZE];
    bool found = false;
    int r = 0;

    if (name && key_of("season", name, key))
        r = redis_hget(load->billing->redis, key, "v", &version, &found);
    load->scene.beside.version = found;
    json_decref(root);
    return r;
}

static int load_rules(struct load *load, const char *name)
{
    struct document *to = &load->scene.shared_rules;
    char key[KEY_SIZE];
    int r = 0;

    if (key_of("rs", name, key))
        r = redis_get_versioned(load->billing->redis, key, &load->shared_rules,
                                &to->version);
    to->value = load->shared_rules; /* borrowed */
    return r;
}

int load_school_rules(struct load *load)
{
    const struct school *school = load->scene.school;

    if (!school || !school->shared_rules)
        return 0;
    return load_rules(load, school->shared_rules);
}

int load_shared_rules(struct load *load, const Tucai__V1__PutDocument *school)
{
    json_t *root = json_loadb((const char *)school->json.data, school->json.len,
                              JSON_REJECT_DUPLICATES, NULL);
    const char *name = json_string_value(json_object_get(root, "rule_set"));
    int r = 0;

    if (name && ruleset_is_shared_name(name))
        r = load_rules(load, name);
    json_decref(root);
    return r;
}

int load_roster(struct load *load, const char *school_code)
{
    const struct job_blob *file = job_blob(load->job, "roster");
    struct roster_scene *to = &load->scene.roster;
    struct roster_stored stored;
    int r;

    if (!file)
        return -EBADMSG;
    load->roster = roster_new();
    r = roster_reader_all(load->billing->redis, school_code, load->roster,
                          &stored);
    if (r == -EBADMSG) { /* what cannot be read can still be replaced */
        roster_freep(&load->roster);
        load->roster = roster_new();
        r = 0;
    }
    to->csv = file->data;
    to->parts = stored.parts;
    to->version = stored.version;
    to->imported_ms = stored.imported_ms;
    to->before = load->roster;
    return r;
}

int load_place(struct load *load)
{
    load->roster = roster_new();
    return roster_reader_find(load->billing->redis, load->student->school_code,
                              load->student->uid, load->roster,
                              &load->scene.place);
}

int load_text(struct load *load, const char *key, char ret[ID_SIZE])
{
    _cleanup_(buf_done) struct buf text = BUF_INIT(ID_SIZE - 1);
    bool found = false;
    int r = redis_get(load->billing->redis, key, &text, &found);

    memset(ret, 0, ID_SIZE);
    if (r < 0)
        return r;
    if (found && text.len)
        memcpy(ret, text.at, text.len);
    return 0;
}
