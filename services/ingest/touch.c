#include "ingest/touch.h"

#include "core/check.h"
#include "core/random.h"
#include "core/time.h"
#include "proto/student.pb-c.h"
#include "service/admit_client.h"

#include <stdlib.h>
#include <string.h>

enum { REMEMBERED = 256, EVERY_MS = 60000 };

struct token {
    uint8_t sha256[32];
    int64_t at_ms;
};

/* A ring: who is forgotten too early is only told of once more. */
struct touched {
    struct token tokens[REMEMBERED];
    unsigned next;
};

struct touched *touched_new(void)
{
    return must_alloc(sizeof(struct touched));
}

void touched_free(struct touched *t)
{
    free(t);
}

static bool is_due(struct touched *t, const uint8_t sha256[32], int64_t now)
{
    struct token *slot = NULL;

    for (unsigned i = 0; i < REMEMBERED && !slot; i++) {
        if (memcmp(t->tokens[i].sha256, sha256, 32) == 0)
            slot = &t->tokens[i];
    }
    if (!slot) {
        slot = &t->tokens[t->next++ % REMEMBERED];
        memcpy(slot->sha256, sha256, 32);
        slot->at_ms = now - EVERY_MS;
    }
    if (now - slot->at_ms < EVERY_MS)
        return false;
    slot->at_ms = now;
    return true;
}

static void on_admitted(void *ctx, const struct admit_answer *answer)
{
    (void)ctx; /* a lost one is made up for by the next */
    (void)answer;
}

void touch_session(struct app *app, const uint8_t token_sha256[32])
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__TokenRef token = TUCAI__V1__TOKEN_REF__INIT;
    uint8_t packed[128];
    char id[33];
    struct admit_request request = {.id = id, .kind = "command"};

    if (!is_due(app->touched, token_sha256, time_mono_ms()))
        return;
    token.token_sha256.data = (uint8_t *)token_sha256;
    token.token_sha256.len = 32;
    command.op_case = TUCAI__V1__COMMAND__OP_STAFF_TOUCH;
    command.staff_touch = &token;
    CHECK(tucai__v1__command__get_packed_size(&command) <= sizeof packed);
    request.payload.len = tucai__v1__command__pack(&command, packed);
    request.payload.at = packed;
    random_id(id, 16);
    admit_client_send(app->dispatch, &request, on_admitted, app);
}
