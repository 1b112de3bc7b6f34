#ifndef ARCHIVE_NAMES_H
#define ARCHIVE_NAMES_H

/*
 * names - where a student's photo lies in the archive (R39):
 * campus/college/class/NUMBER.jpg, as Windows and Linux can both write it.
 * Pure.
 *
 *   - a character that a file's name may not have there (control and
 *     formatting characters, <>:"/\|?*~ and what begins a formula or a hidden
 *     file) becomes "_"; so no name leaves its folder;
 *   - CON, NUL, COM1... get a "_" before them;
 *   - blanks and dots at the end go, a part has 40 UTF-16 units at most;
 *   - who has no campus lacks that folder; no college: 未分院系; no class, or
 *     not in the roster: 未分班; no number: 无学号;
 *   - a name that would not be the only one of its kind has ~UID behind the
 *     number; numbers have no "~".
 */

#include <stdbool.h>
#include <stdint.h>

enum { NAMES_PATH_SIZE = 768 };

struct names_of {
    const char *uid, *student_no; /* UTF-8; only the uid is never "" */
    const char *campus, *college, *class_name;
    bool is_unassigned; /* not in the roster: the number was typed */
    bool has_uid;       /* behind the number, always if unassigned */
};

void names_path(const struct names_of *of, char ret[NAMES_PATH_SIZE]);

/* Equal for paths that are one file where case does not count. */
uint64_t names_hash(const char *path);

#endif
