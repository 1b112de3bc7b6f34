#include "billing/journal/command.h"

#include "billing/journal/rebuild.h"
#include "billing/journal/restore.h"
#include "billing/journal/verify.h"
#include "core/cleanup.h"
#include "core/time.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char USAGE[] =
    "usage: tucai-billing verify-journal FOLDER [--keys FILE,...]\n"
    "       tucai-billing rebuild-orders FOLDER [--keys FILE,...] [--restore]\n"
    "Checks every line, number, digest and (by the public keys given) "
    "signature\n"
    "of a money journal. rebuild-orders then writes the orders as they must "
    "be,\n"
    "one JSON line each; with --restore it gives those that are missing back "
    "to\n"
    "the system at TUCAI_DISPATCH.\n";

struct wish {
    const char *folder, *keys;
    bool restore;
};

static int parse(int argc, char **argv, struct wish *ret)
{
    static const struct option OPTIONS[] = {
        {"keys", required_argument, NULL, 'k'},
        {"restore", no_argument, NULL, 'r'},
        {NULL, 0, NULL, 0},
    };
    bool is_rebuild = strcmp(argv[0], "rebuild-orders") == 0;
    int option;

    memset(ret, 0, sizeof *ret);
    while ((option = getopt_long(argc, argv, "", OPTIONS, NULL)) >= 0) {
        if (option == 'k')
            ret->keys = optarg;
        else if (option == 'r' && is_rebuild)
            ret->restore = true;
        else
            return 2;
    }
    if (optind + 1 != argc)
        return 2;
    ret->folder = argv[optind];
    return 0;
}

/* Says what came of it.  0 or 1. */
static int report(const struct wish *wish, const struct verify_report *r)
{
    if (r->what && r->seq)
        (void)fprintf(stderr, "%s, line %" PRId64 ": %s\n", r->date, r->seq,
                      r->what);
    else if (r->what)
        (void)fprintf(stderr, "%s: %s\n", r->date, r->what);
    else
        (void)fprintf(stderr,
                      "%" PRId64 " lines of %" PRId64 " days, each as it was "
                      "written; %" PRId64 " days signed%s\n",
                      r->lines, r->days, r->days_signed,
                      wish->keys ? "" : " (not looked at: no --keys)");
    return r->what ? 1 : 0;
}

/* 0, or 1 after saying why on stderr. */
static int verify(const struct wish *wish, struct rebuild *into)
{
    struct signature_keys keys = {0};
    struct verify_request request = {
        .folder = wish->folder,
        .keys = wish->keys ? &keys : NULL,
        .each = into ? rebuild_add : NULL,
        .ctx = into,
    };
    struct verify_report verified;
    int r = wish->keys ? signature_keys_load(wish->keys, &keys) : 0;

    if (r < 0) {
        (void)fprintf(stderr, "%s: %s\n", wish->keys, strerror(-r));
        return 1;
    }
    r = verify_journal(&request, &verified);
    signature_keys_done(&keys);
    if (r < 0) {
        (void)fprintf(stderr, "%s: %s\n", wish->folder, strerror(-r));
        return 1;
    }
    return report(wish, &verified);
}

static void print(void *ctx, const struct event *orders, size_t n)
{
    (void)ctx;
    for (size_t i = 0; i < n; i++) {
        json_t *json = event_json(&orders[i]);

        (void)json_object_set_new(
            json, "state", json_string(order_state_name(orders[i].state)));
        (void)json_object_del(json, "event");
        (void)json_object_del(json, "time");
        (void)json_object_del(json, "at_ms");
        (void)json_dumpf(json, stdout, JSON_COMPACT);
        (void)putchar('\n');
        json_decref(json);
    }
}

static int restore(struct rebuild *rebuild)
{
    struct restore_tally tally;

    if (restore_orders(rebuild, &tally) < 0)
        return 1;
    (void)fprintf(stderr,
                  "%" PRId64 " orders of %" PRId64 " students are there; "
                  "%" PRId64 " students' season is kept no longer; "
                  "%" PRId64 " students were refused\n",
                  tally.orders, tally.students - tally.left_out - tally.refused,
                  tally.left_out, tally.refused);
    return tally.refused > 0 ? 1 : 0;
}

bool journal_command_is(const char *name)
{
    return strcmp(name, "verify-journal") == 0 ||
           strcmp(name, "rebuild-orders") == 0;
}

int journal_command(int argc, char **argv)
{
    _cleanup_(rebuild_freep) struct rebuild *rebuild = NULL;
    struct wish wish;
    int r = parse(argc, argv, &wish);

    if (r != 0) {
        (void)fputs(USAGE, stderr);
        return r;
    }
    if (strcmp(argv[0], "rebuild-orders") == 0)
        rebuild = rebuild_new();
    r = verify(&wish, rebuild);
    if (r != 0 || !rebuild)
        return r;
    if (wish.restore)
        return restore(rebuild);
    rebuild_students(rebuild, print, NULL);
    return 0;
}
