#include "billing/journal/book.h"

#include "billing/journal/files.h"
#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "core/time.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

enum { ADDED_MAX = 4 << 20 };

struct book {
    int folder, lock, fd; /* -1: not open; fd: the day's file */
    struct event last;    /* seq 0: none */
    int64_t last_day;     /* that it is in */
    char digest[CHAIN_HEX];
    struct buf added;
};

/* ---- the end of a file ---- */

/* Length up to and with the last line end; the last whole line without it. */
struct tail {
    off_t length;
    char line[EVENT_LINE_MAX];
    size_t line_len;
};

/* The last `len` bytes before `end`. */
static int read_before(int fd, off_t end, uint8_t *ret, size_t len)
{
    ssize_t n = pread(fd, ret, len, end - (off_t)len);

    if (n < 0)
        return -errno;
    return (size_t)n == len ? 0 : -EIO;
}

static int find_tail(int fd, struct tail *ret)
{
    uint8_t window[2 * EVENT_LINE_MAX + 2];
    size_t len, end;
    struct stat st;
    int r;

    if (fstat(fd, &st) < 0)
        return -errno;
    len =
        st.st_size < (off_t)sizeof window ? (size_t)st.st_size : sizeof window;
    r = read_before(fd, st.st_size, window, len);
    if (r < 0)
        return r;
    for (end = len; end > 0 && window[end - 1] != '\n';)
        end--;
    ret->length = st.st_size - (off_t)(len - end);
    ret->line_len = 0;
    if (end == 0) /* no whole line: none at all, or one that is none of ours */
        return len == sizeof window ? -EBADMSG : 0;
    for (size_t at = end - 1; at > 0 && window[at - 1] != '\n'; at--)
        ret->line_len++;
    if (ret->line_len > sizeof ret->line)
        return -EBADMSG;
    memcpy(ret->line, window + end - 1 - ret->line_len, ret->line_len);
    return 0;
}

/* ---- opening ---- */

static int open_lines(const struct book *book, int64_t day, int flags)
{
    char name[FILES_NAME_SIZE];
    int fd;

    files_lines_name(day, name);
    fd =
        openat(book->folder, name, O_RDWR | O_APPEND | O_CLOEXEC | flags, 0640);
    return fd < 0 ? -errno : fd;
}

/* Reads the end of a day's file, and takes out a line that was cut off. */
static int repair(int fd, struct tail *ret)
{
    struct stat st;
    int r;

    memset(ret, 0, sizeof *ret);
    r = find_tail(fd, ret);
    if (r < 0)
        return r;
    if (fstat(fd, &st) < 0)
        return -errno;
    if (st.st_size == ret->length)
        return 0;
    return ftruncate(fd, ret->length) < 0 || fdatasync(fd) < 0 ? -errno : 0;
}

/* The last line of a day; last.seq stays 0 if the file has none. */
static int read_day(struct book *book, int64_t day)
{
    _cleanup_(closep) int fd = open_lines(book, day, 0);
    struct bytes line;
    struct tail tail;
    int r = fd < 0 ? fd : repair(fd, &tail);

    if (r < 0 || tail.length == 0)
        return r;
    line = (struct bytes){(const uint8_t *)tail.line, tail.line_len};
    r = event_read(line, &book->last);
    if (r == 0)
        chain_digest(line, book->digest);
    return r;
}

/* The last line of all.  *ret_newest is the day of the last file, which may
 * be empty; 0 if there is none. */
static int find_last(struct book *book, int64_t *ret_newest)
{
    _cleanup_(freep) int64_t *days = NULL;
    size_t n = 0;
    int r = files_days(book->folder, &days, &n);

    *ret_newest = n > 0 ? days[n - 1] : 0;
    text_copy(book->digest, sizeof book->digest, CHAIN_START);
    text_copy(book->last.outbox, sizeof book->last.outbox, "0-0");
    while (r == 0 && n > 0 && book->last.seq == 0) {
        book->last_day = days[--n];
        r = read_day(book, book->last_day);
    }
    return r;
}

/* A day that is over is signed by whoever comes next; so are all before it. */
static int sign_last(const struct book *book, const struct signature_key *key)
{
    struct day_end end = {.local_day = book->last_day, .seq = book->last.seq};

    if (book->last.seq == 0)
        return 0;
    memcpy(end.digest, book->digest, sizeof end.digest);
    return day_sign(book->folder, key, &end);
}

static bool is_signed(const struct book *book, int64_t day)
{
    char name[FILES_NAME_SIZE];

    files_signature_name(day, name);
    return faccessat(book->folder, name, F_OK, 0) == 0;
}

static int open_day(struct book *book, int64_t day)
{
    struct tail tail;
    int r;

    while (is_signed(book, day))
        day++;
    book->fd = open_lines(book, day, O_CREAT);
    if (book->fd < 0)
        return book->fd;
    r = repair(book->fd, &tail);
    return r < 0 || fsync(book->folder) == 0 ? r : -errno;
}

static int open_all(struct book *book, const char *folder,
                    const struct signature_key *key, int64_t today)
{
    int64_t newest;
    int r;

    book->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (book->folder < 0)
        return -errno;
    book->lock =
        openat(book->folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (book->lock < 0 || flock(book->lock, LOCK_EX) < 0)
        return -errno;
    r = find_last(book, &newest);
    if (r == 0 && book->last_day < today)
        r = sign_last(book, key);
    if (r == 0)
        r = open_day(book, newest > today ? newest : today);
    return r;
}

int book_open(const char *folder, const struct signature_key *key,
              int64_t now_ms, struct book **ret)
{
    _cleanup_(book_closep) struct book *book = must_alloc(sizeof *book);
    int r;

    book->folder = book->lock = book->fd = -1;
    book->added = BUF_INIT(ADDED_MAX);
    r = open_all(book, folder, key, time_local_day(now_ms));
    if (r == 0)
        *ret = steal(&book);
    return r;
}

struct book *book_close(struct book *book)
{
    if (!book)
        return NULL;
    closep(&book->fd);
    closep(&book->lock); /* and lets the next one in */
    closep(&book->folder);
    buf_done(&book->added);
    free(book);
    return NULL;
}

void book_closep(struct book **book)
{
    *book = book_close(*book);
}

/* ---- appending ---- */

const char *book_outbox(const struct book *book)
{
    return book->last.outbox;
}

int book_add(struct book *book, const char *outbox, struct bytes written)
{
    size_t before = book->added.len;
    int r;

    text_copy(book->last.outbox, sizeof book->last.outbox, outbox);
    memcpy(book->last.prev, book->digest, sizeof book->last.prev);
    book->last.seq++;
    r = event_line(written, &book->last, &book->added);
    if (r < 0)
        return r;
    chain_digest(
        (struct bytes){book->added.at + before, book->added.len - before},
        book->digest);
    return buf_add(&book->added, "\n", 1);
}

int book_commit(struct book *book)
{
    struct bytes left = buf_view(&book->added);

    while (left.len > 0) {
        ssize_t n = write(book->fd, left.at, left.len);

        if (n < 0)
            return -errno;
        left.at += n;
        left.len -= (size_t)n;
    }
    book->added.len = 0;
    return fdatasync(book->fd) < 0 ? -errno : 0;
}
