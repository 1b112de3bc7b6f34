#include "sandbox/pay_notice.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/random.h"
#include "core/time.h"
#include "net/http_client.h"
#include "sandbox/json.h"
#include "sandbox/store.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

enum {
    PENDING_MAX = 4096,
    RUNNING_MAX = 64,
    ANSWER_WITHIN_MS = 5000, /* domain.md: answer a callback within 5 s */
    ANSWER_MAX = 65536,
    LINES_MAX = 131072,
};

static const int32_t PAUSES_S[] = {15,    15,    30,    180,   600,
                                   1200,  1800,  1800,  1800,  3600,
                                   10800, 10800, 10800, 21600, 21600};

enum { PAUSES = sizeof PAUSES_S / sizeof *PAUSES_S };

/* One that may still have to be sent.  The document says what and when:
 * {id, url, order_no, body, flaws, copies, tries, due_ms, log[{at, status}]}.
 */
struct pending {
    json_t *doc;
    pid_t pid; /* of the sending child; 0: none */
    int fd;    /* on which it says the status */
};

struct pay_notices {
    const struct pay_keys *keys;
    const char *state;
    int64_t speed;
    struct pending pending[PENDING_MAX];
    size_t n, running;
};

static void set_number(json_t *doc, const char *name, int64_t value)
{
    (void)json_object_set_new(doc, name, json_integer(value));
}

static bool is_over(const json_t *doc)
{
    return json_number(doc, "copies") <= 0 ||
           json_number(doc, "tries") > PAUSES;
}

/* A sandbox that cannot write still sends; it only forgets when it ends. */
static void keep(struct pay_notices *notices, json_t *doc)
{
    int r = store_put(notices->state, "notices", json_text(doc, "id"), doc);

    if (r < 0)
        (void)fprintf(stderr, "cannot store a notice: %s\n", strerror(-r));
}

/* ---- making one ---- */

static char *body_of(const struct pay_keys *keys, const char *id,
                     const struct pay_notice *notice)
{
    _cleanup_(freep) char *plain = json_dumps(notice->resource, JSON_COMPACT);
    char created[TIME_TEXT_SIZE];
    json_t *sealed, *body;
    char *ret;

    time_format(time_wall_ms(), created);
    sealed = plain ? pay_seal((notice->flaws & PAY_FLAW_SEALED) != 0
                                  ? "00000000000000000000000000000000"
                                  : keys->apiv3_key,
                              notice->type, plain)
                   : NULL;
    body =
        json_pack("{ss ss ss ss ss so}", "id", id, "create_time", created,
                  "resource_type", "encrypt-resource", "event_type",
                  notice->event, "summary", notice->event, "resource", sealed);
    ret = body ? json_dumps(body, JSON_COMPACT) : NULL;
    json_decref(body);
    return ret;
}

bool pay_notices_add(struct pay_notices *notices,
                     const struct pay_notice *notice)
{
    _cleanup_(freep) char *body = NULL;
    int64_t due_ms = time_wall_ms() + notice->after_ms;
    char id[33];
    json_t *doc;

    CHECK(notice->copies >= 1);
    if (notices->n == PENDING_MAX)
        return false;
    random_id(id, 16);
    body = body_of(notices->keys, id, notice);
    doc = json_pack("{ss ss ss ss* si si si sI s[]}", "id", id, "url",
                    notice->url, "order_no", notice->order_no, "body", body,
                    "flaws", (int)notice->flaws, "copies", (int)notice->copies,
                    "tries", 0, "due_ms", (json_int_t)due_ms, "log");
    if (!doc)
        return false;
    keep(notices, doc);
    notices->pending[notices->n++] = (struct pending){.doc = doc, .fd = -1};
    return true;
}

static void load(void *ctx, const char *id, json_t *doc)
{
    struct pay_notices *notices = ctx;

    (void)id;
    if (!is_over(doc) && notices->n < PENDING_MAX)
        notices->pending[notices->n++] =
            (struct pending){.doc = json_incref(doc), .fd = -1};
}

struct pay_notices *pay_notices_new(const struct pay_keys *keys,
                                    const char *state, int64_t speed)
{
    struct pay_notices *notices = must_alloc(sizeof *notices);

    CHECK(speed > 0);
    notices->keys = keys;
    notices->state = state;
    notices->speed = speed;
    store_each(state, "notices", load, notices);
    return notices;
}

struct pay_notices *pay_notices_free(struct pay_notices *notices)
{
    if (!notices)
        return NULL;
    for (size_t i = 0; i < notices->n; i++) {
        closep(&notices->pending[i].fd);
        json_decref(notices->pending[i].doc);
    }
    free(notices);
    return NULL;
}

/* ---- sending one: in a child of its own ---- */

struct signing {
    char timestamp[64], nonce[64], serial[128], signature[800];
};

static bool sign(const struct pay_keys *keys, const json_t *doc,
                 struct signing *ret)
{
    _cleanup_(buf_done) struct buf lines = BUF_INIT(LINES_MAX);
    int64_t flaws = json_number(doc, "flaws");
    int64_t at_s = time_wall_ms() / 1000 - (flaws & PAY_FLAW_STALE ? 600 : 0);
    char at[32], nonce[33], signature[PAY_SIGNATURE_SIZE];

    (void)snprintf(at, sizeof at, "%" PRId64, at_s);
    random_id(nonce, 16);
    if (buf_add_text(&lines, at) < 0 || buf_add_text(&lines, "\n") < 0 ||
        buf_add_text(&lines, nonce) < 0 || buf_add_text(&lines, "\n") < 0 ||
        buf_add_text(&lines, json_text(doc, "body")) < 0 ||
        buf_add_text(&lines, flaws & PAY_FLAW_SIGNATURE ? " \n" : "\n") < 0 ||
        !pay_sign(keys->platform_key, buf_view(&lines), signature))
        return false;
    (void)snprintf(ret->timestamp, sizeof ret->timestamp,
                   "Wechatpay-Timestamp: %s", at);
    (void)snprintf(ret->nonce, sizeof ret->nonce, "Wechatpay-Nonce: %s", nonce);
    (void)snprintf(ret->serial, sizeof ret->serial, "Wechatpay-Serial: %s",
                   flaws & PAY_FLAW_SERIAL ? "00000000"
                                           : keys->platform_serial);
    (void)snprintf(ret->signature, sizeof ret->signature,
                   "Wechatpay-Signature: %s", signature);
    return true;
}

/* The status that the merchant answered; 0: none. */
static int post(const struct pay_keys *keys, const json_t *doc)
{
    const struct http_client_config cfg = {.connect_ms = ANSWER_WITHIN_MS,
                                           .total_ms = ANSWER_WITHIN_MS};
    struct http_client *client;
    struct http_answer answer = HTTP_ANSWER_INIT;
    struct signing s;

    if (http_client_new(&cfg, &client) < 0 || !sign(keys, doc, &s))
        return 0;
    if (http_client_send(
            client,
            &(struct http_request){
                .method = "POST",
                .url = json_text(doc, "url"),
                .headers = {"Content-Type: application/json", s.timestamp,
                            s.nonce, s.serial, s.signature},
                .body = bytes_of_text(json_text(doc, "body")),
                .answer_max = ANSWER_MAX},
            &answer) < 0)
        return 0;
    return answer.status;
}

/* The child keeps nothing of ours open: our listeners must be free again as
 * soon as we end, even while a merchant lets it wait. */
_Noreturn static void run_child(const struct pay_keys *keys, const json_t *doc,
                                int fd)
{
    int status;

    if (dup2(fd, STDIN_FILENO) < 0)
        _exit(1);
    closefrom(STDERR_FILENO + 1);
    status = post(keys, doc);
    _exit(write(STDIN_FILENO, &status, sizeof status) == sizeof status ? 0 : 1);
}

static void start(struct pay_notices *notices, struct pending *p)
{
    int fds[2];

    if (pipe(fds) < 0)
        return;
    p->pid = fork();
    if (p->pid == 0)
        run_child(notices->keys, p->doc, fds[1]);
    (void)close(fds[1]);
    if (p->pid < 0) {
        (void)close(fds[0]);
        p->pid = 0;
        return;
    }
    p->fd = fds[0];
    notices->running++;
}

/* ---- what came of it ---- */

static void record(struct pay_notices *notices, json_t *doc, int status)
{
    int64_t tries = json_number(doc, "tries"), now = time_wall_ms();
    int64_t pause_ms = 0;

    (void)json_array_append_new(
        json_object_get(doc, "log"),
        json_pack("{sI si}", "at", (json_int_t)now, "status", status));
    if (status >= 200 && status < 300)
        set_number(doc, "copies", json_number(doc, "copies") - 1);
    else if (tries < PAUSES)
        pause_ms = PAUSES_S[tries] * TIME_MS_PER_S / notices->speed;
    set_number(doc, "tries", tries + 1);
    set_number(doc, "due_ms", now + pause_ms);
    keep(notices, doc);
}

static void reap(struct pay_notices *notices, struct pending *p)
{
    int status = 0;

    if (waitpid(p->pid, NULL, WNOHANG) == 0)
        return;
    if (read(p->fd, &status, sizeof status) != sizeof status)
        status = 0;
    (void)close(p->fd);
    p->fd = -1;
    p->pid = 0;
    notices->running--;
    record(notices, p->doc, status);
}

static void drop_finished(struct pay_notices *notices)
{
    size_t kept = 0;

    for (size_t i = 0; i < notices->n; i++) {
        struct pending *p = &notices->pending[i];

        if (p->pid == 0 && is_over(p->doc))
            json_decref(p->doc);
        else
            notices->pending[kept++] = *p;
    }
    notices->n = kept;
}

void pay_notices_tick(struct pay_notices *notices)
{
    int64_t now = time_wall_ms();

    for (size_t i = 0; i < notices->n; i++) {
        struct pending *p = &notices->pending[i];

        if (p->pid != 0)
            reap(notices, p);
        else if (json_number(p->doc, "due_ms") <= now &&
                 notices->running < RUNNING_MAX)
            start(notices, p);
    }
    drop_finished(notices);
}

struct search {
    const char *order_no;
    json_t *found;
};

static void collect(void *ctx, const char *id, json_t *doc)
{
    struct search *search = ctx;

    (void)id;
    if (strcmp(json_text(doc, "order_no"), search->order_no) == 0)
        (void)json_array_extend(search->found, json_object_get(doc, "log"));
}

json_t *pay_notices_log(const struct pay_notices *notices, const char *order_no)
{
    struct search search = {order_no, json_array()};

    store_each(notices->state, "notices", collect, &search);
    return search.found;
}
