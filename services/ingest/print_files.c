#include "ingest/print_files.h"

#include "core/check.h"
#include "core/text.h"
#include "ingest/command.h"
#include "ingest/download.h"
#include "ingest/routes.h"
#include "ingest/school_access.h"
#include "ingest/store.h"
#include "model/print_run.h"
#include "service/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- an order ---- */

struct wanted {
    print_fn *fn;
};

static void on_run(struct call *c, const struct redis_reply *reply)
{
    print_fn *fn = ((const struct wanted *)c->own)->fn;
    Tucai__V1__PrintRun *run = NULL;
    struct bytes value;
    uint64_t version;

    if (!store_versioned(reply, &value, &version)) {
        call_problem(c, "not_found");
        return;
    }
    run = print_run_decode(value);
    if (!run) {
        log_error("damaged_value", F_STR("what", "print"),
                  F_STR("request_id", c->request_id));
        call_problem(c, "internal_error");
    } else if (!school_is_open_to(&c->session, run->school_code)) {
        call_problem(c, "not_found");
    } else {
        fn(c, run);
    }
    print_run_freep(&run);
}

void print_find(struct call *c, print_fn *fn)
{
    struct wanted *wanted = must_alloc(sizeof *wanted);
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "v", "d"};

    wanted->fn = fn;
    call_set_own(c, wanted, free);
    if (print_key(c->params[0], key))
        store_ask(c, words, 4, on_run);
    else
        call_problem(c, "not_found");
}

/* ---- its files: who fetches one is recorded before (R43) ---- */

static const struct kind {
    const char *name, *type, *what; /* of what the audit log says */
} KINDS[] = {
    {"sheets.pdf", "application/pdf", "sheets"},
    {"sheets.zip", "application/zip", "sheets"},
    {"packing-list.csv", "text/csv; charset=utf-8; header=present",
     "packing_list"},
    {"packing-list.pdf", "application/pdf", "packing_list"},
};

static void on_recorded(struct call *c, unsigned status, json_t *json)
{
    struct download download = *(const struct download *)c->own;

    (void)status;
    (void)json;
    download_send(c, &download);
}

static void record(struct call *c, const char *print_id, const char *what)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__PrintReading op = TUCAI__V1__PRINT_READING__INIT;
    char reason[COMMAND_REASON_SIZE];

    if (!command_reason(c, reason)) {
        call_problem(c, "bad_request");
        return;
    }
    op.print_id = (char *)print_id;
    op.what = (char *)what;
    op.reason = reason;
    command.op_case = TUCAI__V1__COMMAND__OP_PRINT_READING;
    command.print_reading = &op;
    command_run(c, &command, on_recorded);
}

/* ?volume=, needed where there are several; false: it has answered. */
static bool take_volume(struct call *c, const Tucai__V1__PrintRun *run,
                        const struct kind *kind, unsigned *ret)
{
    unsigned volumes = print_run_volumes(run);
    int64_t volume = 1;
    char text[12];

    *ret = 0;
    if (strcmp(kind->what, "sheets") != 0)
        return true;
    if (call_query(c, "volume", text, sizeof text)) {
        if (!text_to_i64(text, 1, PRINT_VOLUMES_MAX, &volume)) {
            call_problem(c, "bad_request");
            return false;
        }
    } else if (volumes > 1) {
        json_t *extra = json_pack("{s:i}", "volumes", (int)volumes);

        call_problem_with(c, 0, "volume_missing", extra);
        json_decref(extra);
        return false;
    }
    *ret = (unsigned)volume;
    return true;
}

static bool take_place(const Tucai__V1__BlobRef *blob, struct photo_place *ret)
{
    struct photo_ref ref = {.size = 0};

    return print_sheet_in(blob, &ref) && photo_place_of(&ref, ret);
}

static void name_download(const Tucai__V1__PrintRun *run,
                          const struct kind *kind, unsigned volume,
                          char ret[DOWNLOAD_NAME_SIZE])
{
    char number[16] = "";
    const char *dot = strchr(kind->name, '.');

    if (volume && print_run_volumes(run) > 1)
        (void)snprintf(number, sizeof number, "-%u", volume);
    (void)snprintf(ret, DOWNLOAD_NAME_SIZE, "%.*s-%.8s%s%s",
                   (int)(dot - kind->name), kind->name, run->school_code,
                   number, dot);
}

static void send_file(struct call *c, const Tucai__V1__PrintRun *run,
                      const struct kind *kind)
{
    struct download *download;
    const Tucai__V1__PrintFile *file;
    unsigned volume;

    if (!take_volume(c, run, kind, &volume))
        return;
    file = print_run_file(run, kind->name, volume);
    download = must_alloc(sizeof *download);
    download->type = kind->type;
    name_download(run, kind, volume, download->name);
    if (file && take_place(file->blob, &download->place)) {
        call_set_own(c, download, free);
        record(c, run->print_id, kind->what);
        return;
    }
    free(download);
    call_problem(c, run->state == PRINT_EXPIRED ? "print_expired"
                    : run->state == PRINT_MADE  ? "not_found"
                                                : "print_not_made");
}

static void send_sheets_pdf(struct call *c, const Tucai__V1__PrintRun *run)
{
    send_file(c, run, &KINDS[0]);
}

static void send_sheets_zip(struct call *c, const Tucai__V1__PrintRun *run)
{
    send_file(c, run, &KINDS[1]);
}

static void send_list_csv(struct call *c, const Tucai__V1__PrintRun *run)
{
    send_file(c, run, &KINDS[2]);
}

static void send_list_pdf(struct call *c, const Tucai__V1__PrintRun *run)
{
    send_file(c, run, &KINDS[3]);
}

void print_sheets(struct call *c)
{
    print_find(c, send_sheets_pdf);
}

void print_pictures(struct call *c)
{
    print_find(c, send_sheets_zip);
}

void print_list(struct call *c)
{
    print_find(c, send_list_csv);
}

void print_list_pdf(struct call *c)
{
    print_find(c, send_list_pdf);
}

/* ---- the sheet that was made by itself (R36) ---- */

static void on_sheet_recorded(struct call *c, unsigned status, json_t *json)
{
    struct download download = {.type = "application/pdf", .name = "sheet.pdf"};

    (void)status;
    (void)json;
    if (photo_place_of(&c->student->sheet, &download.place))
        download_send(c, &download);
    else
        call_problem(c, "not_found");
}

static void with_student(struct call *c)
{
    if (!c->student)
        call_problem(c, "not_found");
    else if (!school_is_open_to(&c->session, c->student->school_code))
        call_problem(c, "forbidden");
    else
        command_reading(c, c->student->uid, "sheet", c->student->submission.id,
                        on_sheet_recorded);
}

void student_sheet(struct call *c)
{
    store_student(c, c->params[0], with_student);
}
