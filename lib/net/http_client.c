#include "net/http_client.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

struct http_client {
    CURL *curl;
    int64_t connect_ms, total_ms;
    char *ca_file, *cert_file, *key_file;
};

/* What one request collects; curl's callbacks get it as their argument. */
struct exchange {
    struct buf body, headers;
    bool too_big;
};

static void slist_freep(struct curl_slist **list)
{
    curl_slist_free_all(*list);
    *list = NULL;
}

static void exchange_done(struct exchange *x)
{
    buf_done(&x->body);
    buf_done(&x->headers);
}

int http_client_new(const struct http_client_config *cfg,
                    struct http_client **ret)
{
    struct http_client *client = must_alloc(sizeof *client);

    CHECK(cfg->connect_ms > 0 && cfg->total_ms > 0);
    client->connect_ms = cfg->connect_ms;
    client->total_ms = cfg->total_ms;
    client->ca_file = must_dup(cfg->ca_file);
    client->cert_file = must_dup(cfg->cert_file);
    client->key_file = must_dup(cfg->key_file);
    client->curl = curl_easy_init();
    if (!client->curl) {
        http_client_free(client);
        return -ENOMEM;
    }
    *ret = client;
    return 0;
}

struct http_client *http_client_free(struct http_client *client)
{
    if (!client)
        return NULL;
    curl_easy_cleanup(client->curl);
    free(client->ca_file);
    free(client->cert_file);
    free(client->key_file);
    free(client);
    return NULL;
}

void http_client_freep(struct http_client **client)
{
    *client = http_client_free(*client);
}

static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
    struct exchange *x = arg;

    if (buf_add(&x->body, data, size * n) < 0) {
        x->too_big = true;
        return 0;
    }
    return size * n;
}

/* One whole line with its line end.  Each answer of an exchange begins with a
 * status line: what a "100 Continue" brought before is forgotten. */
static size_t on_header(char *line, size_t size, size_t n, void *arg)
{
    struct exchange *x = arg;
    size_t len = size * n;

    if (len >= 5 && memcmp(line, "HTTP/", 5) == 0) {
        x->headers.len = 0;
        return size * n;
    }
    while (len > 0 && strchr("\r\n \t", line[len - 1]))
        len--;
    if (len == 0 || memchr(line, '\0', len))
        return size * n;
    if (buf_add(&x->headers, line, len) < 0 ||
        buf_add(&x->headers, "", 1) < 0) {
        x->too_big = true;
        return 0;
    }
    return size * n;
}

static int fault_of(CURLcode code, const struct exchange *x)
{
    /* clang-format off */
    static const struct {
        CURLcode code;
        int fault;
    } FAULTS[] = {
        {CURLE_OPERATION_TIMEDOUT, -ETIMEDOUT},
        {CURLE_COULDNT_CONNECT, -ECONNREFUSED},
        {CURLE_COULDNT_RESOLVE_HOST, -EHOSTUNREACH},
        {CURLE_GOT_NOTHING, -ECONNRESET},
        {CURLE_RECV_ERROR, -ECONNRESET},
        {CURLE_SEND_ERROR, -ECONNRESET},
        {CURLE_PARTIAL_FILE, -ECONNRESET},
        {CURLE_SSL_CONNECT_ERROR, -EACCES},
        {CURLE_PEER_FAILED_VERIFICATION, -EACCES},
        {CURLE_SSL_CERTPROBLEM, -EACCES},
        {CURLE_SSL_CACERT_BADFILE, -EACCES},
        {CURLE_URL_MALFORMAT, -EINVAL},
        {CURLE_FILESIZE_EXCEEDED, -EMSGSIZE},
        {CURLE_OUT_OF_MEMORY, -ENOMEM},
    };
    /* clang-format on */

    if (x->too_big)
        return -EMSGSIZE;
    for (size_t i = 0; i < sizeof FAULTS / sizeof *FAULTS; i++) {
        if (FAULTS[i].code == code)
            return FAULTS[i].fault;
    }
    return -EPROTO;
}

static int add_line(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer;

    if (strpbrk(line, "\r\n") || !strchr(line, ':'))
        return -EINVAL;
    longer = curl_slist_append(*list, line);
    if (!longer)
        return -ENOMEM;
    *list = longer;
    return 0;
}

/* "Expect:" without a value: no waiting for a "100 Continue" that the caller
 * has not asked for. */
static int list_headers(const struct http_request *request,
                        struct curl_slist **ret)
{
    bool expects = false;

    for (size_t i = 0; i < HTTP_REQUEST_HEADERS_MAX; i++) {
        int r = 0;

        if (!request->headers[i])
            break;
        expects =
            expects || strncasecmp(request->headers[i], "Expect:", 7) == 0;
        r = add_line(ret, request->headers[i]);
        if (r < 0)
            return r;
    }
    return expects ? 0 : add_line(ret, "Expect:");
}

#define SET(option, value)                                                     \
    (ok = ok && curl_easy_setopt(curl, (option), (value)) == CURLE_OK)

static bool set_limits(const struct http_client *client,
                       const struct http_request *request)
{
    CURL *curl = client->curl;
    bool ok = true;

    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)client->connect_ms);
    SET(CURLOPT_TIMEOUT_MS, (long)client->total_ms);
    SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)request->answer_max);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2); /* or newer */
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_NOSIGNAL, 1L);
    return ok;
}

static bool set_identity(const struct http_client *client)
{
    CURL *curl = client->curl;
    bool ok = true;

    if (client->ca_file)
        SET(CURLOPT_CAINFO, client->ca_file);
    if (client->cert_file)
        SET(CURLOPT_SSLCERT, client->cert_file);
    if (client->key_file)
        SET(CURLOPT_SSLKEY, client->key_file);
    return ok;
}

static bool set_request(CURL *curl, const struct http_request *request,
                        struct curl_slist *headers)
{
    bool ok = true;

    SET(CURLOPT_URL, request->url);
    SET(CURLOPT_HTTPHEADER, headers);
    if (request->body.len > 0 || strcmp(request->method, "GET") != 0) {
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
        SET(CURLOPT_POSTFIELDS,
            request->body.len > 0 ? (const char *)request->body.at : "");
    }
    SET(CURLOPT_CUSTOMREQUEST, request->method);
    SET(CURLOPT_FRESH_CONNECT, request->is_fresh ? 1L : 0L);
    return ok;
}

static bool set_sinks(CURL *curl, struct exchange *x)
{
    bool ok = true;

    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, x);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, x);
    return ok;
}

#undef SET

int http_client_send(struct http_client *client,
                     const struct http_request *request,
                     struct http_answer *ret)
{
    _cleanup_(exchange_done) struct exchange x = {
        .body = BUF_INIT(request->answer_max),
        .headers = BUF_INIT(HTTP_ANSWER_HEADERS_MAX),
    };
    _cleanup_(slist_freep) struct curl_slist *headers = NULL;
    CURLcode code;
    long status = 0;
    int r;

    CHECK(request->answer_max > 0);
    if (strncmp(request->url, "http://", 7) != 0 &&
        strncmp(request->url, "https://", 8) != 0)
        return -EINVAL;
    r = list_headers(request, &headers);
    if (r < 0)
        return r;
    curl_easy_reset(client->curl); /* the connections stay */
    if (!set_limits(client, request) || !set_identity(client) ||
        !set_request(client->curl, request, headers) ||
        !set_sinks(client->curl, &x))
        return -EINVAL;
    code = curl_easy_perform(client->curl);
    if (code != CURLE_OK)
        return fault_of(code, &x);
    if (curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &status) !=
            CURLE_OK ||
        status < 100 || status > 599)
        return -EPROTO;
    *ret = (struct http_answer){(int)status, x.body, x.headers};
    x.body = x.headers = BUF_INIT(0);
    return 0;
}

size_t http_client_sent(const struct http_client *client)
{
    curl_off_t sent = 0;

    if (curl_easy_getinfo(client->curl, CURLINFO_SIZE_UPLOAD_T, &sent) !=
        CURLE_OK)
        return 0;
    return (size_t)sent;
}

const char *http_answer_header(const struct http_answer *answer,
                               const char *name)
{
    const char *line = (const char *)answer->headers.at;
    size_t len = strlen(name);

    for (size_t at = 0; at < answer->headers.len; at += strlen(line + at) + 1) {
        if (strncasecmp(line + at, name, len) != 0 || line[at + len] != ':')
            continue;
        return line + at + len + 1 + strspn(line + at + len + 1, " \t");
    }
    return NULL;
}

void http_answer_done(struct http_answer *answer)
{
    buf_done(&answer->body);
    buf_done(&answer->headers);
}
