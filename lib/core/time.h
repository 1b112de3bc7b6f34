#ifndef CORE_TIME_H
#define CORE_TIME_H

/*
 * time - clocks, and the calendar of Asia/Shanghai.
 *
 * Units   *_ms is milliseconds since 1970-01-01 UTC, or a length in ms.
 * Zone    mainland China is UTC+8 all year since 1992; the process's own time
 *         zone is never used.
 * Rules   take the time as a parameter; only a service's shell calls the
 *         clocks here.
 */

#include <stddef.h>
#include <stdint.h>

#define TIME_MS_PER_S 1000
#define TIME_MS_PER_MIN 60000
#define TIME_MS_PER_HOUR 3600000
#define TIME_MS_PER_DAY 86400000
#define TIME_CHINA_OFFSET_MS 28800000

/* The machine's wall clock. */
int64_t time_wall_ms(void);

/* Never goes back and has no relation to the date. */
int64_t time_mono_ms(void);
int64_t time_mono_us(void);

/* A date and time of day in Asia/Shanghai. */
struct local_time {
    int year;   /* 2025   */
    int month;  /* 1..12  */
    int day;    /* 1..31  */
    int hour;   /* 0..23  */
    int minute; /* 0..59  */
    int second; /* 0..59  */
};

/* at_ms between the years 1970 and 9999. */
struct local_time time_local(int64_t at_ms);

/* The moment of a local date and time; the fields are in their ranges. */
int64_t time_of_local(const struct local_time *t);

/* Number of the local day that contains at_ms (days since 1970-01-01). */
int64_t time_local_day(int64_t at_ms);

/* First millisecond of that local day. */
int64_t time_day_start_ms(int64_t local_day);

/* "2025-06-01T08:00:00+08:00"; ret has TIME_TEXT_SIZE bytes. */
#define TIME_TEXT_SIZE 32
void time_format(int64_t at_ms, char *ret);

/*
 * RFC 3339 with any offset ("Z", "+08:00"), fractions cut to milliseconds.
 * 0, or -EINVAL when it is not such a text or no real date.
 */
int time_parse(const char *text, int64_t *ret_ms)
    __attribute__((warn_unused_result));

/* "2025-06-01" to the number of that day; 0 or -EINVAL. */
int time_parse_day(const char *text, int64_t *ret_local_day)
    __attribute__((warn_unused_result));

#endif
