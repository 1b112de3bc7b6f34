#include "sandbox/serve.h"

#include "core/cleanup.h"
#include "core/text.h"
#include "core/time.h"
#include "sandbox/key_names.h"
#include "sandbox/pay_csv.h"
#include "sandbox/store.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum { PACKED_MAX = 16 << 20, CSV_MAX = 64 << 20, GZIP = 16 + MAX_WBITS };

/* ---- the book of a day ---- */

struct gathering {
    const char *date;
    struct pay_csv *csv;
};

static bool is_of(const json_t *doc, const char *date)
{
    return strncmp(json_text(doc, "success_time"), date, strlen(date)) == 0;
}

static void add_payment(void *ctx, const char *id, json_t *payment)
{
    struct gathering *g = ctx;

    (void)id;
    if (is_of(payment, g->date))
        pay_csv_payment(g->csv, payment);
}

static void add_refund(void *ctx, const char *id, json_t *refund)
{
    struct gathering *g = ctx;

    (void)id;
    if (is_of(refund, g->date))
        pay_csv_refund(g->csv, refund);
}

/* The day's bill; empty when nothing was traded. */
static void write_bill(const struct pay *pay, const char *date, struct buf *ret)
{
    json_t *flaws = store_get(pay->state, "bills", date);
    struct pay_csv csv = {.flaws = flaws, .text = BUF_INIT(CSV_MAX)};
    struct gathering g = {date, &csv};

    store_each(pay->state, "payments", add_payment, &g);
    store_each(pay->state, "refunds", add_refund, &g);
    pay_csv_end(&csv, ret);
    json_decref(flaws);
}

static bool has_flaw(const struct pay *pay, const char *date, const char *name)
{
    json_t *flaws = store_get(pay->state, "bills", date);
    bool has = json_is_true(json_object_get(flaws, name));

    json_decref(flaws);
    return has;
}

/* ---- GET /v3/bill/tradebill ---- */

static void sha1(struct bytes data, char ret[2 * EVP_MAX_MD_SIZE + 1])
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;

    (void)EVP_Digest(data.at, data.len, digest, &len, EVP_sha1(), NULL);
    text_hex((struct bytes){digest, len}, ret);
}

static void answer_bill(struct pay *pay, const struct web_request *request,
                        const char *date, struct web_reply *reply)
{
    _cleanup_(buf_done) struct buf csv = BUF_INIT(CSV_MAX);
    const char *host = web_header(request, "Host");
    char hash[2 * EVP_MAX_MD_SIZE + 1], url[512];

    write_bill(pay, date, &csv);
    if (csv.len == 0) {
        pay_refuse(pay, reply, 400, "NO_STATEMENT_EXIST");
        return;
    }
    sha1(buf_view(&csv), hash);
    if (has_flaw(pay, date, "wrong_digest"))
        hash[0] = hash[0] == '0' ? '1' : '0';
    (void)snprintf(url, sizeof url,
                   "http://%s/v3/billdownload/file?token=%s&tartype=gzip",
                   host ? host : "localhost", date);
    pay_answer(pay, reply, 200,
               json_pack("{ss ss ss}", "hash_type", "SHA1", "hash_value", hash,
                         "download_url", url));
}

/* A real provider refuses today's bill; here a day may be asked for at any
 * time, so that a test need not wait for the next. */
void pay_bill(void *ctx, const struct web_request *request,
              struct web_reply *reply)
{
    struct pay *pay = &((struct sandbox *)ctx)->pay;
    const char *date = web_query(request, "bill_date");
    const char *packing = web_query(request, "tar_type");
    int64_t day;

    if (!pay_admit(pay, request, reply))
        return;
    if (!date || time_parse_day(date, &day) < 0 || !packing ||
        strcmp(packing, "GZIP") != 0)
        pay_refuse(pay, reply, 400, "PARAM_ERROR");
    else if (has_flaw(pay, date, "creating"))
        pay_refuse(pay, reply, 400, "STATEMENT_CREATING");
    else
        answer_bill(pay, request, date, reply);
}

/* ---- GET /v3/billdownload/file: signed by the merchant, not by us ---- */

static bool pack(struct bytes plain, struct buf *ret)
{
    z_stream z = {.next_in = (uint8_t *)plain.at,
                  .avail_in = (unsigned)plain.len};
    uint8_t *room = buf_room(ret, PACKED_MAX);
    int r;

    if (!room || deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP, 8,
                              Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    z.next_out = room;
    z.avail_out = PACKED_MAX;
    r = deflate(&z, Z_FINISH);
    buf_grew(ret, PACKED_MAX - z.avail_out);
    (void)deflateEnd(&z);
    return r == Z_STREAM_END;
}

void pay_bill_file(void *ctx, const struct web_request *request,
                   struct web_reply *reply)
{
    struct pay *pay = &((struct sandbox *)ctx)->pay;
    _cleanup_(buf_done) struct buf csv = BUF_INIT(CSV_MAX);
    const char *date = web_query(request, "token");
    int64_t day;

    if (!pay_admit(pay, request, reply))
        return;
    if (!date || time_parse_day(date, &day) < 0) {
        pay_refuse(pay, reply, 404, "RESOURCE_NOT_EXISTS");
        return;
    }
    write_bill(pay, date, &csv);
    reply->type = "application/octet-stream";
    if (!pack(buf_view(&csv), &reply->body))
        reply->status = 500;
    else if (has_flaw(pay, date, "cut_off"))
        reply->body.len /= 2;
}

/* ---- POST /sandbox/bills/{date}: the flaws of a day's bill ---- */

void pay_desk_bill(void *ctx, const struct web_request *request,
                   struct web_reply *reply)
{
    struct pay *pay = &((struct sandbox *)ctx)->pay;
    _cleanup_(json_freep) json_t *flaws = json_of(request->body);

    if (flaws && store_put(pay->state, "bills", request->args[0], flaws) == 0)
        web_reply_json(reply, 200, json_incref(flaws));
    else
        web_reply_json(reply, 422, json_pack("{ss}", "code", "no_flaws"));
}
