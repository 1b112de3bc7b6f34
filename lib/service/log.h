#ifndef SERVICE_LOG_H
#define SERVICE_LOG_H

/*
 * log - one JSON object per line on stdout: event first, then typed fields.
 *
 * Only services log; libraries return.  There are no printf formats, so
 * nothing is left unescaped.  Names, ID digits, phone numbers, openids, codes,
 * tokens and pixels never stand in a log (domain.md R42); a student_uid stands
 * there only through F_UID, which writes a keyed hash.
 */

#include <stdint.h>

enum log_level {
    LOG_LEVEL_DEBUG,
    LOG_LEVEL_INFO,
    LOG_LEVEL_WARN,
    LOG_LEVEL_ERROR
};

enum log_kind { LOG_END, LOG_TEXT, LOG_INT, LOG_REAL, LOG_UID };

struct log_field {
    enum log_kind kind;
    const char *key;
    const char *text;
    int64_t number;
    double real;
};

#define F_STR(k, v) ((struct log_field){LOG_TEXT, (k), (v), 0, 0})
#define F_INT(k, v) ((struct log_field){LOG_INT, (k), 0, (int64_t)(v), 0})
#define F_REAL(k, v) ((struct log_field){LOG_REAL, (k), 0, 0, (v)})
#define F_UID(v) ((struct log_field){LOG_UID, "student", (v), 0, 0})
#define F_END ((struct log_field){.kind = LOG_END})

/*
 * Call once at start.  service is borrowed for ever.  Lines under `least` are
 * dropped.  hash_key (16 bytes) makes the hash of F_UID; NULL: random, so the
 * hashes of one process cannot be matched with another's.
 */
void log_open(const char *service, enum log_level least,
              const uint8_t *hash_key);

/* "debug", "info", "warn", "error"; -1 for anything else. */
int log_level_of(const char *name);

void log_write(enum log_level level, const char *event,
               const struct log_field *fields);

/* log_info("event"), log_info("event", F_STR(...), F_INT(...), ...) */
#define log_debug(...) log_write(LOG_LEVEL_DEBUG, LOG_ARGS_(__VA_ARGS__, F_END))
#define log_info(...) log_write(LOG_LEVEL_INFO, LOG_ARGS_(__VA_ARGS__, F_END))
#define log_warn(...) log_write(LOG_LEVEL_WARN, LOG_ARGS_(__VA_ARGS__, F_END))
#define log_error(...) log_write(LOG_LEVEL_ERROR, LOG_ARGS_(__VA_ARGS__, F_END))
#define LOG_ARGS_(event, ...)                                                  \
    event, (const struct log_field[])                                          \
    {                                                                          \
        __VA_ARGS__                                                            \
    }

/* Logs a fault (negative errno) once, with its meaning, and returns it. */
int log_fault(const char *event, int fault);

#endif
