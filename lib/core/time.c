#include "core/time.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t clock_us(clockid_t which)
{
    struct timespec t;

    (void)clock_gettime(which, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t time_wall_ms(void)
{
    return clock_us(CLOCK_REALTIME) / 1000;
}

int64_t time_mono_ms(void)
{
    return clock_us(CLOCK_MONOTONIC) / 1000;
}

int64_t time_mono_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}

/* Days since 1970-01-01 of a Gregorian date: whole 400-year eras, with March
 * as the first month so that the leap day comes last. */
static int64_t days_of(int64_t year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t month_from_march = (month + 9) % 12;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;

    return era * 146097 + year_of_era * 365 + year_of_era / 4 -
           year_of_era / 100 + day_of_year - 719468;
}

struct local_time time_local(int64_t at_ms)
{
    time_t seconds = (time_t)((at_ms + TIME_CHINA_OFFSET_MS) / TIME_MS_PER_S);
    struct tm tm;

    (void)gmtime_r(&seconds, &tm);
    return (struct local_time){
        .year = tm.tm_year + 1900,
        .month = tm.tm_mon + 1,
        .day = tm.tm_mday,
        .hour = tm.tm_hour,
        .minute = tm.tm_min,
        .second = tm.tm_sec,
    };
}

int64_t time_of_local(const struct local_time *t)
{
    int64_t seconds = days_of(t->year, t->month, t->day) * 86400 +
                      t->hour * 3600 + t->minute * 60 + t->second;

    return seconds * TIME_MS_PER_S - TIME_CHINA_OFFSET_MS;
}

int64_t time_local_day(int64_t at_ms)
{
    return (at_ms + TIME_CHINA_OFFSET_MS) / TIME_MS_PER_DAY;
}

int64_t time_day_start_ms(int64_t local_day)
{
    return local_day * TIME_MS_PER_DAY - TIME_CHINA_OFFSET_MS;
}

void time_format(int64_t at_ms, char *ret)
{
    struct local_time t = time_local(at_ms);

    (void)snprintf(ret, TIME_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d+08:00",
                   t.year, t.month, t.day, t.hour, t.minute, t.second);
}

/* n digits at *at, which moves behind them; -1 if they are not digits. */
static int digits(const char **at, int n)
{
    int value = 0;

    for (int i = 0; i < n; i++) {
        char c = (*at)[i];

        if (c < '0' || c > '9')
            return -1;
        value = value * 10 + (c - '0');
    }
    *at += n;
    return value;
}

static int separator(const char **at, const char *allowed)
{
    if (!**at || !strchr(allowed, **at))
        return -EINVAL;
    (*at)++;
    return 0;
}

static int days_in_month(int year, int month)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return DAYS[month - 1] + (month == 2 && leap);
}

static int parse_date(const char **at, int64_t *ret_days)
{
    int year = digits(at, 4);
    int month;
    int day;

    if (year < 1970 || separator(at, "-") < 0)
        return -EINVAL;
    month = digits(at, 2);
    if (month < 1 || month > 12 || separator(at, "-") < 0)
        return -EINVAL;
    day = digits(at, 2);
    if (day < 1 || day > days_in_month(year, month))
        return -EINVAL;
    *ret_days = days_of(year, month, day);
    return 0;
}

static int parse_clock(const char **at, int64_t *ret_ms)
{
    int hour = digits(at, 2);
    int minute;
    int second;
    int64_t scale = 100;

    if (hour < 0 || hour > 23 || separator(at, ":") < 0)
        return -EINVAL;
    minute = digits(at, 2);
    if (minute < 0 || minute > 59 || separator(at, ":") < 0)
        return -EINVAL;
    second = digits(at, 2);
    if (second < 0 || second > 59)
        return -EINVAL;
    *ret_ms = ((hour * 60LL + minute) * 60 + second) * TIME_MS_PER_S;
    if (**at != '.')
        return 0;
    (*at)++;
    if (**at < '0' || **at > '9')
        return -EINVAL;
    for (; **at >= '0' && **at <= '9'; (*at)++, scale /= 10)
        *ret_ms += (**at - '0') * scale;
    return 0;
}

static int parse_offset(const char **at, int64_t *ret_ms)
{
    int sign = **at == '-' ? -1 : 1;
    int hour;
    int minute;

    if (**at == 'Z' || **at == 'z') {
        (*at)++;
        *ret_ms = 0;
        return 0;
    }
    if (separator(at, "+-") < 0)
        return -EINVAL;
    hour = digits(at, 2);
    if (hour < 0 || hour > 23 || separator(at, ":") < 0)
        return -EINVAL;
    minute = digits(at, 2);
    if (minute < 0 || minute > 59)
        return -EINVAL;
    *ret_ms = sign * (hour * 60LL + minute) * TIME_MS_PER_MIN;
    return 0;
}

int time_parse(const char *text, int64_t *ret_ms)
{
    int64_t days;
    int64_t clock_ms;
    int64_t offset_ms;

    if (parse_date(&text, &days) < 0 || separator(&text, "Tt ") < 0)
        return -EINVAL;
    if (parse_clock(&text, &clock_ms) < 0)
        return -EINVAL;
    if (parse_offset(&text, &offset_ms) < 0 || *text)
        return -EINVAL;
    *ret_ms = days * TIME_MS_PER_DAY + clock_ms - offset_ms;
    return 0;
}

int time_parse_day(const char *text, int64_t *ret_local_day)
{
    int64_t days;

    if (parse_date(&text, &days) < 0 || *text)
        return -EINVAL;
    *ret_local_day = days;
    return 0;
}
