#include "sandbox/registry_book.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_SIZE = 512 };

struct registry_book {
    char folder[PATH_SIZE];
    json_t *batches;  /* batch_id -> answer            */
    json_t *receipts; /* submission_id -> receipt      */
    json_t *accepted; /* student_uid -> receipt        */
    json_t *numbers;  /* receipt_no that was given     */
    json_t *times;    /* submission_id -> acceptances  */
    json_t *all;      /* receipts, one per acceptance  */
};

static void path_of(const struct registry_book *book, const char *name,
                    char *ret)
{
    (void)snprintf(ret, 2 * PATH_SIZE, "%s/%s", book->folder, name);
}

/* One write, so that a line is there or not. */
static int append(const struct registry_book *book, const char *name,
                  struct bytes text)
{
    char path[2 * PATH_SIZE];
    int fd;
    ssize_t n;

    path_of(book, name, path);
    fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return -errno;
    n = write(fd, text.at, text.len);
    (void)close(fd);
    return n == (ssize_t)text.len ? 0 : -EIO;
}

static int append_json(const struct registry_book *book, const char *name,
                       const json_t *line)
{
    _cleanup_(freep) char *text = json_dumps(line, JSON_COMPACT);
    _cleanup_(buf_done) struct buf whole = BUF_INIT(SIZE_MAX);

    CHECK(text && buf_add_text(&whole, text) == 0 &&
          buf_add_text(&whole, "\n") == 0);
    return append(book, name, buf_view(&whole));
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* One that was given before says so again, in another answer. */
static void count(struct registry_book *book, json_t *receipt)
{
    const char *number = text_of(receipt, "receipt_no");
    const char *submission = text_of(receipt, "submission_id");
    json_int_t times =
        json_integer_value(json_object_get(book->times, submission));

    if (json_object_get(book->numbers, number))
        return;
    (void)json_object_set_new(book->numbers, number, json_true());
    if (strcmp(text_of(receipt, "result"), "accepted") != 0)
        return;
    (void)json_object_set_new(book->times, submission, json_integer(times + 1));
    (void)json_array_append(book->all, receipt);
}

static void remember(struct registry_book *book, json_t *answer)
{
    json_t *receipt;
    size_t i;

    (void)json_object_set(
        book->batches, json_string_value(json_object_get(answer, "batch_id")),
        answer);
    json_array_foreach(json_object_get(answer, "receipts"), i, receipt)
    {
        count(book, receipt);
        (void)json_object_set(book->receipts, text_of(receipt, "submission_id"),
                              receipt);
        if (strcmp(text_of(receipt, "result"), "accepted") == 0)
            (void)json_object_set(book->accepted,
                                  text_of(receipt, "student_uid"), receipt);
    }
}

static int read_batches(struct registry_book *book)
{
    _cleanup_(fclosep) FILE *file = NULL;
    _cleanup_(freep) char *line = NULL;
    char path[2 * PATH_SIZE];
    size_t size = 0;
    long good = 0;

    path_of(book, "batches.jsonl", path);
    file = fopen(path, "re");
    if (!file)
        return errno == ENOENT ? 0 : -errno;
    while (getline(&line, &size, file) > 0) {
        json_t *answer = json_loads(line, 0, NULL);
        if (!answer || !strchr(line, '\n')) {
            json_decref(answer);
            break;
        }
        remember(book, answer);
        json_decref(answer);
        good = ftell(file);
    }
    return truncate(path, good) == 0 ? 0 : -errno;
}

/* Derived from the truth at every start, so it never says less. */
static int write_accepted(const struct registry_book *book)
{
    char path[2 * PATH_SIZE];
    json_t *receipt;
    size_t i;
    int r = 0;

    path_of(book, "accepted.jsonl", path);
    (void)unlink(path);
    json_array_foreach(book->all, i, receipt)
    {
        if (r == 0)
            r = append_json(book, "accepted.jsonl", receipt);
    }
    return r;
}

static int make_folders(const struct registry_book *book, const char *state)
{
    char photos[2 * PATH_SIZE];
    const char *const folders[] = {state, book->folder, photos};

    path_of(book, "photos", photos);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        if (mkdir(folders[i], 0700) < 0 && errno != EEXIST)
            return -errno;
    }
    return 0;
}

int registry_book_open(const char *state, struct registry_book **ret)
{
    struct registry_book *book = must_alloc(sizeof *book);
    int r;

    (void)snprintf(book->folder, sizeof book->folder, "%s/registry", state);
    book->batches = json_object();
    book->receipts = json_object();
    book->accepted = json_object();
    book->numbers = json_object();
    book->times = json_object();
    book->all = json_array();
    r = make_folders(book, state);
    if (r == 0)
        r = read_batches(book);
    if (r == 0)
        r = write_accepted(book);
    if (r < 0) {
        registry_book_close(book);
        return r;
    }
    *ret = book;
    return 0;
}

void registry_book_close(struct registry_book *book)
{
    if (!book)
        return;
    json_decref(book->batches);
    json_decref(book->receipts);
    json_decref(book->accepted);
    json_decref(book->numbers);
    json_decref(book->times);
    json_decref(book->all);
    free(book);
}

json_t *registry_book_batch(const struct registry_book *book,
                            const char *batch_id)
{
    return json_object_get(book->batches, batch_id);
}

json_t *registry_book_receipt(const struct registry_book *book,
                              const char *submission_id)
{
    return json_object_get(book->receipts, submission_id);
}

json_t *registry_book_accepted(const struct registry_book *book,
                               const char *student_uid)
{
    return json_object_get(book->accepted, student_uid);
}

size_t registry_book_count(const struct registry_book *book)
{
    return json_object_size(book->numbers);
}

size_t registry_book_times(const struct registry_book *book,
                           const char *submission_id)
{
    return (size_t)json_integer_value(
        json_object_get(book->times, submission_id));
}

json_t *registry_book_sums(const struct registry_book *book)
{
    size_t submissions = json_object_size(book->receipts);
    size_t accepted = json_object_size(book->times);

    return json_pack("{s:I, s:I, s:I, s:I, s:I}", "batches",
                     (json_int_t)json_object_size(book->batches), "submissions",
                     (json_int_t)submissions, "accepted", (json_int_t)accepted,
                     "refused", (json_int_t)(submissions - accepted),
                     "accepted_again",
                     (json_int_t)(json_array_size(book->all) - accepted));
}

int registry_book_add(struct registry_book *book, json_t *answer)
{
    size_t before = json_array_size(book->all);
    int r = append_json(book, "batches.jsonl", answer);

    if (r < 0)
        return r;
    remember(book, answer);
    for (size_t i = before; i < json_array_size(book->all); i++)
        (void)append_json(book, "accepted.jsonl", json_array_get(book->all, i));
    return 0;
}

int registry_book_photo(const struct registry_book *book,
                        const char *student_uid, struct bytes jpeg)
{
    char path[2 * PATH_SIZE];
    _cleanup_(fclosep) FILE *file = NULL;

    (void)snprintf(path, sizeof path, "%s/photos/%s.jpg", book->folder,
                   student_uid);
    file = fopen(path, "we");
    if (!file)
        return -errno;
    return fwrite(jpeg.at, 1, jpeg.len, file) == jpeg.len ? 0 : -EIO;
}

void registry_book_note(struct registry_book *book, json_t *line)
{
    (void)append_json(book, "requests.jsonl", line);
    json_decref(line);
}
