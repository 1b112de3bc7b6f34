#include "qc/command.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "image/jpeg_read.h"
#include "model/annotate.h"
#include "model/finding_table.h"
#include "model/ruleset.h"
#include "qc/check/judge.h"
#include "qc/check/report.h"
#include "qc/check/verdict.h"
#include "qc/models.h"
#include "qc/photo_file.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { EXIT_FILE = 1, EXIT_USAGE = 2, EXIT_MODELS = 3 };
enum { RULES_BYTES_MAX = 1024 * 1024 };
enum { PATH_SIZE = 4096 };

struct check {
    const char *out; /* NULL: nothing is written */
    struct ruleset rules;
    const char *background; /* NULL: the rule set's */
    struct produce_spec spec;
    struct verdict_maker *maker;
};

static int usage(void)
{
    (void)fputs("usage: tucai-qc check [--rules FILE|PRESET] [--out DIR] "
                "[--background blue|white|grey] PHOTO...\n",
                stderr);
    return EXIT_USAGE;
}

/* DIR/NAME.ending for FOLDER/NAME.anything */
static void out_path(const struct check *c, const char *photo,
                     const char *ending, char ret[PATH_SIZE])
{
    const char *slash = strrchr(photo, '/');
    const char *name = slash ? slash + 1 : photo;
    const char *dot = strrchr(name, '.');
    int len = (int)(dot && dot > name ? (size_t)(dot - name) : strlen(name));

    (void)snprintf(ret, PATH_SIZE, "%s/%.*s%s", c->out, len, name, ending);
}

static int write_annotated(const struct check *c, const char *photo,
                           const struct verdict *v)
{
    struct annotate_picture picture = {.jpeg = v->preview, .head = v->head};
    _cleanup_(buf_done) struct buf svg = BUF_INIT(ANNOTATE_BYTES_MAX);
    struct jpeg_facts facts;
    char path[PATH_SIZE];

    if (v->preview.len == 0 || jpeg_inspect(v->preview, &facts) != 0)
        return 0;
    picture.width = facts.width;
    picture.height = facts.height;
    if (annotate_svg(&picture, &v->findings, &svg) < 0)
        return EXIT_FILE;
    out_path(c, photo, ".svg", path);
    return photo_file_write(path, buf_view(&svg)) < 0 ? EXIT_FILE : 0;
}

static int write_out(const struct check *c, const char *photo,
                     const struct verdict *v, char made[PATH_SIZE])
{
    int r = 0;

    *made = 0;
    if (!c->out)
        return 0;
    if (v->made.len > 0) {
        out_path(c, photo, ".jpg", made);
        r = photo_file_write(made, v->made) < 0 ? EXIT_FILE : 0;
    }
    if (!v->passed && r == 0)
        r = write_annotated(c, photo, v);
    return r;
}

static void print(const char *photo, const struct verdict *v, const char *made)
{
    _cleanup_(freep) char *line = report_line(photo, v, *made ? made : NULL);

    (void)puts(line);
    (void)fflush(stdout);
}

static int judge_file(const struct check *c, const char *photo)
{
    _cleanup_(buf_done) struct buf file = BUF_INIT(PHOTO_FILE_BYTES_MAX);
    struct verdict v = {.rule_set = c->rules.name,
                        .rule_set_version = c->rules.version};
    char made[PATH_SIZE] = "";
    int fault = photo_file_read(photo, &file);
    int r = fault < 0 && fault != -EMSGSIZE ? EXIT_FILE : 0;

    if (fault < 0) {
        judge_invalid(&v.findings);
    } else {
        struct verdict_request request = {
            .photo = buf_view(&file),
            .rules = &c->rules,
            .spec = &c->spec,
            .make_refused = c->out != NULL,
            .scores = true,
            .preview = c->out != NULL,
        };

        if (verdict_make(c->maker, &request, &v) < 0)
            return EXIT_FILE;
        r = write_out(c, photo, &v, made);
    }
    print(photo, &v, made);
    return r;
}

static int load_rules(const char *path, struct ruleset *ret)
{
    _cleanup_(buf_done) struct buf text = BUF_INIT(RULES_BYTES_MAX);
    struct ruleset_error error;

    if (ruleset_preset(path).len > 0)
        return ruleset_of_job(path, ret) == 0 ? 0 : EXIT_USAGE;
    if (photo_file_read(path, &text) < 0)
        return EXIT_USAGE;
    if (ruleset_parse(buf_view(&text), ret, &error) != 0) {
        (void)fprintf(stderr, "%s:%d: %s\n", path, error.line, error.text);
        return EXIT_USAGE;
    }
    return 0;
}

static int set_out(struct check *c, const char *folder)
{
    c->out = folder;
    if (mkdir(folder, 0777) == 0 || errno == EEXIST)
        return 0;
    (void)fprintf(stderr, "%s: %s\n", folder, strerror(errno));
    return EXIT_FILE;
}

static int parse(int argc, char **argv, struct check *c)
{
    static const struct option OPTIONS[] = {
        {"rules", required_argument, NULL, 'r'},
        {"out", required_argument, NULL, 'o'},
        {"background", required_argument, NULL, 'b'},
        {NULL, 0, NULL, 0},
    };
    int r = 0;
    int option;

    while (r == 0 &&
           (option = getopt_long(argc, argv, "", OPTIONS, NULL)) != -1) {
        if (option == 'r')
            r = load_rules(optarg, &c->rules);
        else if (option == 'o')
            r = set_out(c, optarg);
        else if (option != 'b' || !(c->background = photo_background(optarg)))
            r = usage();
    }
    return r == 0 && optind >= argc ? usage() : r;
}

int command_check(int argc, char **argv)
{
    struct check c = {.out = NULL};
    char models[MODELS_PATH_SIZE];
    int r;

    ruleset_default(&c.rules);
    r = parse(argc, argv, &c);
    if (r != 0)
        return r;
    if (c.background)
        c.rules.photo.background = c.background;
    verdict_spec(&c.rules.photo, &c.spec);
    models_path(models);
    if (verdict_maker_new(models, &c.maker) < 0) {
        (void)fprintf(stderr, "no networks in %s: run scripts/models.sh\n",
                      models);
        return EXIT_MODELS;
    }
    for (int i = optind; i < argc; i++) {
        int one = judge_file(&c, argv[i]);

        r = one > r ? one : r;
    }
    verdict_maker_free(c.maker);
    return r;
}

int command_findings(void)
{
    _cleanup_(buf_done) struct buf table = BUF_INIT(FINDING_TABLE_BYTES_MAX);

    if (finding_table(&table) < 0 ||
        fwrite(table.at, 1, table.len, stdout) != table.len)
        return EXIT_FILE;
    return 0;
}
