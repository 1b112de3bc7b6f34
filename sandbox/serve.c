#include "sandbox/serve.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "sandbox/codes.h"
#include "sandbox/key_names.h"
#include "service/config.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { LISTENERS_MAX = 4, TICK_MS = 20, PEM_MAX = 65536 };

struct serve_config {
    const char *listen, *public_url, *registry_listen;
    const char *keys, *state, *registry_mood;
    int64_t notice_speed;
};

/* clang-format off */
#define FIELD(name) offsetof(struct serve_config, name)

static const struct config_entry CONFIG[] = {
    {"TUCAI_SANDBOX_LISTEN", CONFIG_TEXT, FIELD(listen), "127.0.0.1:8081", 0, 0,
     "host:port", "Payment provider, message service, WeChat and codes, over HTTP."},
    {"TUCAI_SANDBOX_PUBLIC_URL", CONFIG_TEXT, FIELD(public_url), "", 0, 0,
     "url", "Where a person's browser reaches that; empty: as the services do."},
    {"TUCAI_SANDBOX_REGISTRY_LISTEN", CONFIG_TEXT, FIELD(registry_listen), "", 0, 0,
     "host:port", "Registry that takes batches, over HTTPS; empty: none."},
    {"TUCAI_SANDBOX_REGISTRY", CONFIG_TEXT, FIELD(registry_mood), "", 0, 0,
     "JSON", "How it misbehaves, as posted to /sandbox/registry; empty: not at all."},
    {"TUCAI_SANDBOX_KEYS", CONFIG_TEXT, FIELD(keys), NULL, 0, 0,
     "path", "Folder of keys, made by `tucai-sandbox keygen`."},
    {"TUCAI_SANDBOX_STATE", CONFIG_TEXT, FIELD(state), NULL, 0, 0,
     "path", "Folder for orders, refunds, notices, batches."},
    {"TUCAI_SANDBOX_NOTICE_SPEED", CONFIG_INT, FIELD(notice_speed), "1", 1, 100000,
     "times", "Repeats payment notices so many times faster than the real provider."},
};

static const struct web_route ROUTES[] = {
    {"POST", "/v3/pay/transactions/native", pay_create_native, NULL},
    {"POST", "/v3/pay/transactions/h5", pay_create_h5, NULL},
    {"POST", "/v3/pay/transactions/jsapi", pay_create_jsapi, NULL},
    {"GET", "/v3/pay/transactions/out-trade-no/{}", pay_query, NULL},
    {"POST", "/v3/pay/transactions/out-trade-no/{}/close", pay_close, NULL},
    {"POST", "/v3/refund/domestic/refunds", pay_refund_create, NULL},
    {"GET", "/v3/refund/domestic/refunds/{}", pay_refund_query, NULL},
    {"GET", "/v3/certificates", pay_certificates, NULL},
    {"GET", "/v3/bill/tradebill", pay_bill, NULL},
    {"GET", "/v3/billdownload/file", pay_bill_file, NULL},
    {"GET", "/sandbox/pay/{}", pay_desk_page, NULL},
    {"POST", "/sandbox/pay/{}", pay_desk_pay, NULL},
    {"GET", "/sandbox/orders/{}", pay_desk_order, NULL},
    {"POST", "/sandbox/mode", pay_desk_mode, NULL},
    {"POST", "/sandbox/bills/{}", pay_desk_bill, NULL},
    {"GET", "/", codes_page, NULL},
    {"POST", "/sandbox/codes", codes_make, NULL},
    {"POST", "/messages", message_send, NULL},
    {"GET", "/sandbox/messages", message_list, NULL},
    {"POST", "/sandbox/registry", registry_desk, NULL},
    {"GET", "/sandbox/registry", registry_count, NULL},
    {"GET", "/sns/jscode2session", wechat_session, NULL},
    {"POST", "/cgi-bin/stable_token", wechat_stable_token, NULL},
    {"POST", "/cgi-bin/message/subscribe/send", wechat_subscribe_send, NULL},
    {"POST", "/sandbox/wechat/codes", wechat_desk_code, NULL},
    {"POST", "/sandbox/wechat/mode", wechat_desk_mode, NULL},
    {"POST", "/real-name", real_name_answer, NULL},
    {"GET", "/sandbox/real-name", real_name_get, NULL},
    {"POST", "/sandbox/real-name", real_name_set, NULL},
};
static const struct web_route REGISTRY_ROUTES[] = {
    {"POST", "/registry/v1/batches", registry_post, registry_admit},
    {"GET", "/registry/v1/batches/{}", registry_get, registry_admit},
};
/* clang-format on */

/* What listens where. */
struct row {
    const char *listen; /* empty: not at all */
    bool tls;           /* HTTPS that asks for a client certificate */
    const struct web_route *routes;
    size_t n_routes;
    size_t body_max;
};

struct pems {
    char key[PEM_MAX], cert[PEM_MAX], expired[PEM_MAX], client_ca[PEM_MAX];
};

static volatile sig_atomic_t stopping;

static void on_signal(int number)
{
    (void)number;
    stopping = 1;
}

static void stop_on_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};

    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &action, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

static bool read_pem(const char *folder, const char *name, char *ret)
{
    char path[512];
    _cleanup_(fclosep) FILE *f = NULL;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "re");
    if (!f)
        return false;
    ret[fread(ret, 1, PEM_MAX - 1, f)] = '\0';
    return true;
}

static bool read_pems(const char *folder, struct pems *ret)
{
    return read_pem(folder, KEY_MTLS_SERVER, ret->key) &&
           read_pem(folder, CERT_MTLS_SERVER, ret->cert) &&
           read_pem(folder, CERT_MTLS_EXPIRED, ret->expired) &&
           read_pem(folder, CERT_MTLS_CA, ret->client_ca);
}

static bool shows_expired(const struct sandbox *sandbox)
{
    return sandbox->registry && sandbox->registry->mood.is_expired;
}

static bool open_row(const struct row *row, struct pems *pems,
                     struct sandbox *sandbox, struct web_listener **ret)
{
    struct web_listener_config cfg = {
        .listen = row->listen,
        .routes = row->routes,
        .n_routes = row->n_routes,
        .ctx = sandbox,
        .body_max = row->body_max,
    };
    int r;

    if (row->tls) {
        if (!read_pems(sandbox->keys, pems)) {
            (void)fprintf(stderr, "no TLS keys in %s\n", sandbox->keys);
            return false;
        }
        cfg.key = pems->key;
        cfg.cert = shows_expired(sandbox) ? pems->expired : pems->cert;
        cfg.client_ca = pems->client_ca;
    }
    r = web_listen(&cfg, ret);
    if (r < 0)
        (void)fprintf(stderr, "cannot listen on %s: %s\n", row->listen,
                      strerror(-r));
    return r == 0;
}

struct running {
    struct web_listener *listeners[LISTENERS_MAX];
    const struct row *rows[LISTENERS_MAX]; /* of each listener */
    size_t open;
    bool is_expired; /* the certificate that is shown now */
    struct pems pems;
};

static bool open_rows(struct running *r, const struct row *rows, size_t n,
                      struct sandbox *sandbox)
{
    for (size_t i = 0; i < n; i++) {
        if (!*rows[i].listen)
            continue;
        if (!open_row(&rows[i], &r->pems, sandbox, &r->listeners[r->open]))
            return false;
        r->rows[r->open++] = &rows[i];
    }
    r->is_expired = shows_expired(sandbox);
    return true;
}

static void close_rows(struct running *r)
{
    while (r->open > 0)
        web_close(r->listeners[--r->open]);
}

/* A listener keeps the certificate that it was opened with. */
static bool change_certificate(struct running *r, struct sandbox *sandbox)
{
    r->is_expired = shows_expired(sandbox);
    for (size_t i = 0; i < r->open; i++) {
        if (!r->rows[i]->tls)
            continue;
        r->listeners[i] = web_close(r->listeners[i]);
        if (!open_row(r->rows[i], &r->pems, sandbox, &r->listeners[i]))
            return false;
    }
    return true;
}

static int run(const struct row *rows, size_t n, struct sandbox *sandbox)
{
    _cleanup_(freep) struct running *r = must_alloc(sizeof *r);
    bool ok = open_rows(r, rows, n, sandbox);

    if (ok) {
        printf("ready\n");
        (void)fflush(stdout);
    }
    while (ok && !stopping) {
        web_poll(r->listeners, r->open, TICK_MS);
        pay_notices_tick(sandbox->pay.notices);
        if (r->is_expired != shows_expired(sandbox))
            ok = change_certificate(r, sandbox);
    }
    close_rows(r);
    return ok ? 0 : 1;
}

static int serve(const struct serve_config *cfg)
{
    const struct row rows[] = {
        {cfg->listen, false, ROUTES, sizeof ROUTES / sizeof *ROUTES, 262144},
        {cfg->registry_listen, true, REGISTRY_ROUTES,
         sizeof REGISTRY_ROUTES / sizeof *REGISTRY_ROUTES, REGISTRY_BODY_MAX},
    };
    struct sandbox sandbox = {
        .keys = cfg->keys,
        .state = cfg->state,
        .pay = {.state = cfg->state, .public_url = cfg->public_url},
    };
    int r;

    if (pay_keys_load(cfg->keys, &sandbox.pay.keys) < 0)
        return 1;
    if (*cfg->registry_listen)
        sandbox.registry =
            registry_open(cfg->keys, cfg->state, cfg->registry_mood);
    if (*cfg->registry_listen && !sandbox.registry)
        return 1;
    sandbox.pay.notices =
        pay_notices_new(&sandbox.pay.keys, cfg->state, cfg->notice_speed);
    sandbox.messages = messages_new();
    sandbox.wechat = wechat_new(cfg->keys);
    if (!sandbox.wechat)
        return 1;
    r = run(rows, sizeof rows / sizeof *rows, &sandbox);
    registry_close(sandbox.registry);
    messages_free(sandbox.messages);
    wechat_free(sandbox.wechat);
    pay_notices_free(sandbox.pay.notices);
    pay_keys_done(&sandbox.pay.keys);
    return r;
}

int serve_command(int argc, char **argv)
{
    struct serve_config cfg;

    if (argc != 1) {
        config_print_help("tucai-sandbox serve", "the outside world, to try",
                          CONFIG, sizeof CONFIG / sizeof *CONFIG);
        return strcmp(argv[1], "--help") == 0 ? 0 : 2;
    }
    if (config_load(CONFIG, sizeof CONFIG / sizeof *CONFIG, &cfg) < 0)
        return 1;
    stop_on_signals();
    return serve(&cfg);
}
