#include "billing/journal/files.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/time.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

enum { CHUNK = 65536 };

void files_date(int64_t local_day, char ret[FILES_DATE_SIZE])
{
    struct local_time t = time_local(time_day_start_ms(local_day));

    (void)snprintf(ret, FILES_DATE_SIZE, "%04d-%02d-%02d", t.year % 10000,
                   t.month % 100, t.day % 100);
}

static void name_of(int64_t local_day, const char *ending,
                    char ret[FILES_NAME_SIZE])
{
    char date[FILES_DATE_SIZE];

    files_date(local_day, date);
    (void)snprintf(ret, FILES_NAME_SIZE, "journal-%s.%s", date, ending);
}

void files_lines_name(int64_t local_day, char ret[FILES_NAME_SIZE])
{
    name_of(local_day, "jsonl", ret);
}

void files_signature_name(int64_t local_day, char ret[FILES_NAME_SIZE])
{
    name_of(local_day, "sig", ret);
}

/* The day in the name of a file of lines; false if it is no such name. */
static bool day_of(const char *name, int64_t *ret)
{
    char date[FILES_DATE_SIZE] = "";
    char again[FILES_NAME_SIZE];

    if (strlen(name) != strlen("journal-2025-06-01.jsonl"))
        return false;
    memcpy(date, name + strlen("journal-"), strlen("2025-06-01"));
    if (time_parse_day(date, ret) < 0)
        return false;
    files_lines_name(*ret, again);
    return strcmp(name, again) == 0;
}

static int by_day(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void dirp(DIR **dir)
{
    if (*dir)
        (void)closedir(*dir);
}

static DIR *open_dir(int folder)
{
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);

    if (!dir)
        closep(&fd);
    return dir;
}

int files_days(int folder, int64_t **ret, size_t *ret_n)
{
    _cleanup_(dirp) DIR *dir = open_dir(folder);
    _cleanup_(freep) int64_t *days = NULL;
    const struct dirent *e;
    size_t n = 0;
    int64_t day;

    if (!dir)
        return -errno;
    while ((e = readdir(dir))) {
        int64_t *more;

        if (!day_of(e->d_name, &day))
            continue;
        more = reallocarray(days, n + 1, sizeof *days);
        if (!more)
            return -ENOMEM;
        days = more;
        days[n++] = day;
    }
    if (n > 0)
        qsort(days, n, sizeof *days, by_day);
    *ret = steal(&days);
    *ret_n = n;
    return 0;
}

int files_read(int folder, const char *name, struct buf *ret)
{
    _cleanup_(closep) int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return -errno;
    for (;;) {
        uint8_t *room = buf_room(ret, CHUNK);
        ssize_t n;

        if (!room)
            return -EFBIG;
        n = read(fd, room, CHUNK);
        if (n < 0)
            return -errno;
        if (n == 0)
            return 0;
        buf_grew(ret, (size_t)n);
    }
}

static int write_all(int fd, struct bytes text)
{
    while (text.len > 0) {
        ssize_t n = write(fd, text.at, text.len);

        if (n < 0)
            return -errno;
        text.at += n;
        text.len -= (size_t)n;
    }
    return fdatasync(fd) < 0 ? -errno : 0;
}

int files_write(int folder, const char *name, struct bytes text)
{
    char part[FILES_NAME_SIZE + 8];
    _cleanup_(closep) int fd = -1;
    int r;

    (void)snprintf(part, sizeof part, "%s.part", name);
    fd = openat(folder, part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (fd < 0)
        return -errno;
    r = write_all(fd, text);
    if (r < 0)
        return r;
    if (renameat(folder, part, folder, name) < 0 || fsync(folder) < 0)
        return -errno;
    return 0;
}
