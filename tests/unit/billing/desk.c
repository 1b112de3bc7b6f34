#include "desk.h"

#include <string.h>

void desk_asks(struct desk *desk, const char *name, const char *role,
               const char *school)
{
    desk->who = (Tucai__V1__StaffWho)TUCAI__V1__STAFF_WHO__INIT;
    desk->who.name = (char *)(uintptr_t)name;
    desk->who.role = (char *)(uintptr_t)role;
    desk->who.school_code = (char *)(uintptr_t)school;
    desk->w.scene.by = name;
    desk->w.scene.role = role;
}

void desk_open(struct desk *desk, const char *role, const char *school)
{
    world_open(&desk->w);
    desk_asks(desk, "asker", role, school);
}

void desk_close(struct desk *desk)
{
    buf_done(&desk->w.scene.document.value);
    world_close(&desk->w);
}

static void set(struct document *doc, struct bytes value)
{
    buf_done(&doc->value);
    doc->value = BUF_INIT(1 << 20);
    assert_int_equal(buf_add(&doc->value, value.at, value.len), 0);
    doc->version++;
}

void desk_put(struct desk *desk, const struct account *account)
{
    struct buf data = BUF_INIT(4096);

    assert_int_equal(account_encode(account, &data), 0);
    set(&desk->w.scene.document, buf_view(&data));
    buf_done(&data);
}

struct account desk_account(const struct desk *desk)
{
    struct account account;

    assert_true(account_read(&desk->w.scene, &account));
    return account;
}

void desk_act(struct desk *desk, const Tucai__V1__Command *command,
              handler_fn *handler)
{
    struct student *student = desk->w.scene.student;
    Tucai__V1__Command mine = *command;
    const struct effect *put;

    mine.staff = &desk->who;
    desk->w.scene.student = NULL;
    decision_done(&desk->w.d);
    desk->w.scene.command = &mine;
    handler(&desk->w.scene, &desk->w.d);
    desk->w.scene.command = NULL;
    desk->w.scene.student = student;
    put = decision_find(&desk->w.d, EFFECT_PUT);
    if (!put)
        return;
    assert_int_equal(put->version, desk->w.scene.document.version);
    set(&desk->w.scene.document, buf_view(&put->value));
}
