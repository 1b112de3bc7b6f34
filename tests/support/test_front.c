/*
 * test_front - a front process for tests: admits what it reads, writes what it
 * is answered.
 *
 *   in   ID KIND UID REPLY_TO FLAGS NOT_BEFORE PAYLOAD
 *        tab between; "-": empty
 *        FLAGS: x exclusive; gN guarded by version N; fTEXT (the last) with a
 *        file `photo` of that text (TUCAI_BLOBS, TUCAI_MASTER_KEY_FILE)
 *        or "now", or "load STAGE"
 *   out  ID new|exists|finished|refused STATE_OR_REASON RESULT
 *        now MS UP | load WAITING WORKERS
 */
#include "core/check.h"
#include "core/cleanup.h"
#include "net/blob.h"
#include "service/admit_client.h"

#include <inttypes.h>
#include <string.h>

enum { LINE_MAX_BYTES = 1 << 20, FIELDS = 7 };

struct front {
    struct loop *loop;
    struct loop_watch *input;
    struct admit_client *client;
    char *line;
    size_t len;
};

static void on_answer(void *ctx, const struct admit_answer *a)
{
    static const char *const STATUS[] = {"new", "exists", "finished",
                                         "refused"};

    (void)ctx;
    printf("%s\t%s\t%s\t%.*s\n", a->id, STATUS[a->status],
           a->status == ADMIT_FINISHED ? a->state : a->reason,
           (int)a->result.len, (const char *)a->result.at);
    fflush(stdout);
}

/* Writes the file and describes it. */
static struct admit_blob store(const char *text)
{
    static char location[BLOB_LOCATION_SIZE];
    static uint8_t wrapped[BLOB_WRAPPED_BYTES];
    static struct blob_info info;
    struct blob_key master, key;

    blob_location_new(location);
    blob_key_new(&key);
    CHECK(blob_key_load(getenv("TUCAI_MASTER_KEY_FILE"), &master) == 0);
    CHECK(blob_key_wrap(&master, &key, wrapped) == 0);
    CHECK(blob_write(getenv("TUCAI_BLOBS"), location, &key, bytes_of_text(text),
                     &info) == 0);
    return (struct admit_blob){
        .name = "photo",
        .location = location,
        .wrapped_key = {wrapped, sizeof wrapped},
        .sha256 = {info.sha256, sizeof info.sha256},
        .size = info.size,
    };
}

static const char *empty(const char *field)
{
    return strcmp(field, "-") == 0 ? "" : field;
}

static void admit(struct front *f, char **field)
{
    char *file = strchr(field[4], 'f');
    struct admit_blob photo;
    struct admit_request r = {
        .id = field[0],
        .kind = field[1],
        .uid = empty(field[2]),
        .reply_to = empty(field[3]),
        .exclusive = strchr(field[4], 'x') != NULL,
        .guarded = strchr(field[4], 'g') != NULL,
        .not_before_ms = strtoll(empty(field[5]), NULL, 10),
        .payload = bytes_of_text(empty(field[6])),
    };

    if (file) {
        photo = store(file + 1);
        r.blobs = &photo;
        r.n_blobs = 1;
        *file = 0;
    }
    if (r.guarded)
        r.state_version = strtoull(strchr(field[4], 'g') + 1, NULL, 10);
    admit_client_send(f->client, &r, on_answer, f);
}

static void obey(struct front *f, char *line)
{
    char *field[FIELDS];
    char *rest = line;
    int n = 0;

    if (strcmp(line, "now") == 0) {
        printf("now\t%" PRId64 "\t%d\n", admit_client_now_ms(f->client),
               admit_client_is_up(f->client));
        fflush(stdout);
        return;
    }
    if (strncmp(line, "load ", 5) == 0) {
        struct admit_load l = admit_client_load(f->client, line + 5);

        printf("load\t%" PRIu64 "\t%u\n", l.waiting, l.workers);
        fflush(stdout);
        return;
    }
    while (n < FIELDS && rest)
        field[n++] = strsep(&rest, "\t");
    CHECK(n == FIELDS);
    admit(f, field);
}

static void on_input(void *ctx)
{
    struct front *f = ctx;
    ssize_t n = read(0, f->line + f->len, LINE_MAX_BYTES - f->len - 1);
    char *end;

    if (n <= 0) {
        loop_stop(f->loop);
        return;
    }
    f->len += (size_t)n;
    f->line[f->len] = 0;
    while ((end = memchr(f->line, '\n', f->len))) {
        *end = 0;
        obey(f, f->line);
        f->len -= (size_t)(end + 1 - f->line);
        memmove(f->line, end + 1, f->len);
    }
}

int main(int argc, char **argv)
{
    struct front f = {.loop = loop_new(), .line = must_alloc(LINE_MAX_BYTES)};
    const struct admit_client_options options = {
        .endpoints = argc > 1 ? argv[1] : "",
        .curve_key_file = getenv("TUCAI_CURVE_KEY_FILE"),
        .curve_server_key_file = getenv("TUCAI_CURVE_SERVER_KEY_FILE"),
    };

    if (admit_client_new(f.loop, &options, &f.client) < 0)
        return 1;
    f.input = loop_watch_new(f.loop, 0, on_input, &f);
    loop_run(f.loop);
    loop_watch_free(f.input);
    admit_client_free(f.client);
    loop_free(f.loop);
    free(f.line);
    return 0;
}
