#include "billing/staff_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <jansson.h>

static bool take(const json_t *file, const char *name, char *ret, size_t size)
{
    const char *text = json_string_value(json_object_get(file, name));

    if (!text || strlen(text) >= size)
        return false;
    memcpy(ret, text, strlen(text) + 1);
    return true;
}

int staff_file_load(const char *path, struct staff_file *ret)
{
    struct staff_file account = {.name = ""};
    json_t *file;
    bool is_sound;

    if (!*path) {
        *ret = account;
        return 0;
    }
    file = json_load_file(path, 0, NULL);
    is_sound =
        take(file, "name", account.name, sizeof account.name) &&
        take(file, "role", account.role, sizeof account.role) &&
        take(file, "password", account.password, sizeof account.password) &&
        account.name[0] && account.password[0];
    (void)take(file, "school_code", account.school_code,
               sizeof account.school_code);
    json_decref(file);
    if (!is_sound)
        return -EINVAL;
    *ret = account;
    return 0;
}
