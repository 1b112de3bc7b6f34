#include "billing/tries.h"

#include "billing/otp.h"
#include "core/check.h"
#include "core/text.h"
#include "core/time.h"
#include "model/me.h"

#include <stdio.h>

enum { HASH_BYTES = 16 };

void tries_key(const char *name, char ret[KEY_SIZE])
{
    uint8_t hash[32];
    char hex[2 * HASH_BYTES + 1];

    otp_hash("try", name, hash);
    text_hex((struct bytes){hash, HASH_BYTES}, hex);
    (void)snprintf(ret, KEY_SIZE, "try:%s", hex);
}

void tries_refuse(struct decision *d)
{
    refuse(d, 401, "login_wrong", "用户名或密码不正确。", NULL);
}

bool tries_are_over(const struct scene *scene, struct decision *d,
                    const struct account *account)
{
    int64_t wait_ms = account->locked_until_ms - scene->now_ms;

    if (wait_ms <= 0)
        return false;
    refuse(d, 429, "login_locked", "错误次数过多，请稍后再试。",
           json_pack("{s:o, s:I}", "until", me_until(account->locked_until_ms),
                     "retry_after_s",
                     (json_int_t)((wait_ms + 999) / TIME_MS_PER_S)));
    return true;
}

bool tries_count(const struct scene *scene, struct account *account)
{
    const struct policy policy = policy_default();

    if (scene->now_ms - account->failed_ms >= policy.staff_lock_ms)
        account->failures = 0;
    account->failed_ms = scene->now_ms;
    if (++account->failures < policy.staff_tries)
        return false;
    account->failures = 0;
    account->locked_until_ms = scene->now_ms + policy.staff_lock_ms;
    return true;
}

static void keep(const struct scene *scene, struct decision *d,
                 const struct account *nobody)
{
    const struct policy policy = policy_default();
    struct effect *e;
    char key[KEY_SIZE];

    tries_key(scene->command->staff_login->name, key);
    e = decision_add(d, EFFECT_PUT, key);
    e->version = scene->beside.version;
    CHECK(account_encode(nobody, &e->value) == 0);
    decision_add(d, EFFECT_EXPIRE, key)->ttl_s =
        policy.staff_lock_ms / TIME_MS_PER_S;
}

void tries_of_nobody(const struct scene *scene, struct decision *d)
{
    struct account nobody = {.name = ""};

    if (scene->beside.version > 0 &&
        account_decode(buf_view(&scene->beside.value), &nobody) < 0)
        nobody = (struct account){.name = ""};
    if (tries_are_over(scene, d, &nobody))
        return;
    tries_refuse(d);
    (void)tries_count(scene, &nobody);
    keep(scene, d, &nobody);
}
