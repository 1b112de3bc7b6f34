#include "ingest/signed_in.h"

#include "core/random.h"
#include "core/time.h"
#include "ingest/auth.h"

void signed_in_token(struct call *c)
{
    random_id(c->token, 32);
    auth_hash(c->token, c->token_sha256);
}

void signed_in_answer(struct call *c, unsigned status, json_t *json)
{
    char cookie[AUTH_COOKIE_SIZE];
    const struct http_header headers[] = {{"Set-Cookie", cookie}, {0}};
    const char *expires =
        json_string_value(json_object_get(json, "expires_at"));
    int64_t end_ms = 0;

    if (expires && time_parse(expires, &end_ms) == 0)
        end_ms -= app_now_ms(c->app);
    auth_cookie(c->token, end_ms > 0 ? end_ms / TIME_MS_PER_S : 0, cookie);
    (void)json_object_set_new(json, "token", json_string(c->token));
    call_json_with(c, status, json_incref(json), headers);
}
