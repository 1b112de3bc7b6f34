#include "billing/account.h"

#include "billing/session.h"
#include "core/check.h"
#include "model/me.h"

#include <string.h>

#define COPY(field, text) scene_copy((field), sizeof(field), (text))

bool account_read(const struct scene *scene, struct account *ret)
{
    return scene->document.version > 0 &&
           account_decode(buf_view(&scene->document.value), ret) == 0;
}

/* staff_names has all of them, staff_of:<school> a school's. */
static void list(const struct scene *scene, struct decision *d,
                 const struct account *account)
{
    struct account before = {.name = ""};
    char key[KEY_SIZE];
    bool is_known = account_read(scene, &before);
    bool has_moved = strcmp(before.school_code, account->school_code) != 0;

    if (!is_known)
        decision_index(d, EFFECT_ADD, "staff_names", account->name, 0);
    if (has_moved && key_of("staff_of", before.school_code, key))
        decision_index(d, EFFECT_REMOVE, key, account->name, 0);
    if (has_moved && key_of("staff_of", account->school_code, key))
        decision_index(d, EFFECT_ADD, key, account->name, 0);
}

void account_keep(const struct scene *scene, struct decision *d,
                  const struct account *account)
{
    struct effect *e;
    char key[KEY_SIZE];

    CHECK(key_of("staff", account->name, key));
    e = decision_add(d, EFFECT_PUT, key);
    e->version = scene->document.version;
    CHECK(account_encode(account, &e->value) == 0);
    list(scene, d, account);
}

void account_renew(const struct scene *scene, struct account *account)
{
    account->password_version = scene->document.version + 1;
    account->session_epoch++;
}

bool account_must_enrol(const struct scene *scene,
                        const struct account *account)
{
    return scene->demands_totp && role_needs_totp(account->role) &&
           !account->totp.is_there;
}

void account_session(const struct scene *scene, struct decision *d,
                     const struct account *account,
                     ProtobufCBinaryData token_sha256)
{
    const struct policy policy = policy_default();
    bool must_enrol = account_must_enrol(scene, account);
    int64_t life_ms =
        must_enrol ? policy.staff_enrol_ms : policy.staff_session_ms;
    int64_t idle_ms =
        life_ms < policy.staff_idle_ms ? life_ms : policy.staff_idle_ms;
    struct session session = {.expires_ms = scene->now_ms + life_ms,
                              .account_epoch = account->session_epoch,
                              .is_enrolling = must_enrol};

    COPY(session.staff, account->name);
    COPY(session.role, role_name(account->role));
    COPY(session.school_code, account->school_code);
    COPY(session.college, account->college);
    decide(d, 200,
           json_pack("{s:o, s:s, s:s, s:s, s:s, s:b}", "expires_at",
                     me_time(session.expires_ms), "name", account->name, "role",
                     session.role, "school_code", account->school_code,
                     "college", account->college, "totp_enrolment_required",
                     must_enrol));
    (void)session_record(d, token_sha256, &session, idle_ms);
}
