#include "ingest/archive/names.h"

#include "core/bytes.h"
#include "core/check.h"
#include "core/text.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { PART_UNITS = 40, PART_SIZE = PART_UNITS * 3 + 2, UID_SIZE = 3 * 72 };

/* One character of UTF-8, which is well-formed; its bytes. */
static uint32_t read_character(const char *text, size_t *ret_len)
{
    const unsigned char *at = (const unsigned char *)text;

    if (at[0] < 0x80) {
        *ret_len = 1;
        return at[0];
    }
    if (at[0] < 0xE0) {
        *ret_len = 2;
        return (at[0] & 0x1Fu) << 6 | (at[1] & 0x3Fu);
    }
    if (at[0] < 0xF0) {
        *ret_len = 3;
        return (at[0] & 0xFu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
    }
    *ret_len = 4;
    return (at[0] & 7u) << 18 | (at[1] & 0x3Fu) << 12 | (at[2] & 0x3Fu) << 6 |
           (at[3] & 0x3Fu);
}

/* Not seen, or they turn round what follows. */
static bool is_format(uint32_t c)
{
    return (c >= 0x7F && c <= 0xA0) || c == 0xAD ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFF) || (c >= 0xE0000 && c <= 0xE0FFF);
}

static bool is_forbidden(uint32_t c)
{
    return c < ' ' || is_format(c) ||
           (c < 0x80 && strchr("<>:\"/\\|?*~", (int)c));
}

/* A formula for a spreadsheet (the wide forms too), a hidden file, a blank. */
static bool is_bad_begin(uint32_t c)
{
    return (c < 0x80 && strchr("=+-@. ", (int)c)) || c == 0xFF1D ||
           c == 0xFF0B || c == 0xFF0D || c == 0xFF20;
}

/* COM and LPT have a digit behind them, or a raised 1, 2 or 3. */
static bool is_port_digit(const char *text, size_t len)
{
    return (len == 1 && *text >= '0' && *text <= '9') ||
           (len == 2 && *text == '\xC2' && strchr("\xB9\xB2\xB3", text[1]));
}

/* A device of Windows, whatever stands behind its first dot. */
static bool is_device(const char *name)
{
    static const struct {
        const char *name;
        bool is_port;
    } DEVICES[] = {
        {"CON", false},    {"PRN", false},     {"AUX", false}, {"NUL", false},
        {"CONIN$", false}, {"CONOUT$", false}, {"COM", true},  {"LPT", true},
    };
    size_t len = strcspn(name, ".");

    while (len > 0 && name[len - 1] == ' ')
        len--;
    for (size_t i = 0; i < sizeof DEVICES / sizeof *DEVICES; i++) {
        size_t own = strlen(DEVICES[i].name);

        if (len < own || strncasecmp(name, DEVICES[i].name, own) != 0)
            continue;
        if (DEVICES[i].is_port ? is_port_digit(name + own, len - own)
                               : len == own)
            return true;
    }
    return false;
}

static void strip_end(char *name)
{
    size_t len = strlen(name);

    while (len > 0 && (name[len - 1] == '.' || name[len - 1] == ' '))
        name[--len] = '\0';
}

/* One part of a path; `instead` if nothing is left of the text. */
static void make_part(const char *text, const char *instead,
                      char ret[PART_SIZE])
{
    size_t len = 0, units = 0, n;
    uint32_t c;

    if (!text_is_utf8(bytes_of_text(text)))
        text = "";
    text += strspn(text, " ");
    for (; *text; text += n) {
        c = read_character(text, &n);
        units += c > 0xFFFF ? 2 : 1;
        if (units > PART_UNITS)
            break;
        if (is_forbidden(c) || (len == 0 && is_bad_begin(c))) {
            ret[len++] = '_';
        } else {
            memcpy(ret + len, text, n);
            len += n;
        }
    }
    ret[len] = '\0';
    strip_end(ret);
    if (!*ret)
        (void)snprintf(ret, PART_SIZE, "%s", instead);
    if (is_device(ret)) {
        memmove(ret + 1, ret, strlen(ret) + 1);
        ret[0] = '_';
    }
}

/* So that no two of them are the same. */
static void escape_uid(const char *uid, char ret[UID_SIZE])
{
    static const char PLAIN[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    size_t len = 0;

    for (; *uid && len + 4 < UID_SIZE; uid++) {
        if (strchr(PLAIN, *uid))
            ret[len++] = *uid;
        else
            len += (size_t)snprintf(ret + len, 4, "%%%02X",
                                    (unsigned)(unsigned char)*uid);
    }
    ret[len] = '\0';
}

static size_t add_folder(const char *text, const char *instead, size_t len,
                         char ret[NAMES_PATH_SIZE])
{
    char part[PART_SIZE];

    make_part(text, instead, part);
    return len +
           (size_t)snprintf(ret + len, NAMES_PATH_SIZE - len, "%s/", part);
}

void names_path(const struct names_of *of, char ret[NAMES_PATH_SIZE])
{
    char number[PART_SIZE], uid[UID_SIZE];
    bool has_uid = of->has_uid || of->is_unassigned || !*of->student_no;
    size_t len = 0;

    if (!of->is_unassigned && *of->campus)
        len = add_folder(of->campus, "未分校区", len, ret);
    if (!of->is_unassigned)
        len = add_folder(of->college, "未分院系", len, ret);
    len =
        add_folder(of->is_unassigned ? "" : of->class_name, "未分班", len, ret);
    make_part(of->student_no, "无学号", number);
    escape_uid(of->uid, uid);
    (void)snprintf(ret + len, NAMES_PATH_SIZE - len, "%s%s%s.jpg", number,
                   has_uid ? "~" : "", has_uid ? uid : "");
}

uint64_t names_hash(const char *path)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */

    for (; *path; path++) {
        unsigned char c = (unsigned char)*path;

        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c + 32);
        hash = (hash ^ c) * UINT64_C(1099511628211);
    }
    return hash;
}
