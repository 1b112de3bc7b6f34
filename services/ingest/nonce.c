#include "ingest/routes.h"

#include "core/random.h"
#include "core/text.h"
#include "ingest/auth.h"
#include "ingest/command.h"

#include <sodium.h>
#include <string.h>

enum { NONCE_BYTES = 16 };

/* The nonce of a repeated request must be the same again, and none that
 * anybody could compute: it is made from the job's id with the master key. */
static void make_nonce(struct call *c)
{
    uint8_t mac[crypto_auth_hmacsha256_BYTES];
    char id[COMMAND_ID_SIZE];

    if (!command_is_repeatable(c)) {
        random_id(c->token, NONCE_BYTES);
        return;
    }
    command_id(c, "nonce", id);
    (void)crypto_auth_hmacsha256(mac, (const uint8_t *)id, strlen(id),
                                 c->app->master.bytes);
    text_hex((struct bytes){mac, NONCE_BYTES}, c->token);
}

static void on_made(struct call *c, unsigned status, json_t *json)
{
    (void)json_object_set_new(json, "nonce", json_string(c->token));
    command_done(c, status, json);
}

void nonce_make(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__NewNonce op = TUCAI__V1__NEW_NONCE__INIT;
    uint8_t hash[32];

    make_nonce(c);
    auth_hash(c->token, hash);
    op.nonce_sha256.data = hash;
    op.nonce_sha256.len = sizeof hash;
    command.op_case = TUCAI__V1__COMMAND__OP_NEW_NONCE;
    command.new_nonce = &op;
    command_run(c, &command, on_made);
}
