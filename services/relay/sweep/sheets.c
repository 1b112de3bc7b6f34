#include "relay/sweep/sheets.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "model/records.h"
#include "relay/sheet_file.h"
#include "service/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHEET_ENDING ".pdf"

enum {
    NAME_SIZE = 128,
    ORPHANS_MAX = 20000, /* of one day; the next one takes the rest */
};

struct sheets {
    struct redis *redis;
    DIR *folder;
    int64_t before_s;
    int64_t kept, parts; /* old ones; unfinished ones that are gone */
    size_t n_orphans;
    char (*orphans)[NAME_SIZE];
};

static void sheets_done(struct sheets *s)
{
    if (s->folder)
        (void)closedir(s->folder);
    free(s->orphans);
}

static bool ends_with(const char *name, const char *ending)
{
    size_t len = strlen(name), tail = strlen(ending);

    return len > tail && strcmp(name + len - tail, ending) == 0;
}

static bool is_old(const struct sheets *s, const char *name)
{
    struct stat st;

    return fstatat(dirfd(s->folder), name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(st.st_mode) && st.st_mtim.tv_sec < s->before_s;
}

static int remove_name(const struct sheets *s, const char *name)
{
    return unlinkat(dirfd(s->folder), name, 0) == 0 || errno == ENOENT ? 0
                                                                       : -errno;
}

/* Whether a submission has this id; a name that can be none is no sheet of
 * ours, and stays. */
static int is_known(const struct sheets *s, const char *name, bool *ret)
{
    _cleanup_(redis_reply_freep) struct redis_reply *count = NULL;
    char id[NAME_SIZE], key[KEY_SIZE];
    const char *const words[] = {"EXISTS", key};
    int r;

    text_copy(id, sizeof id, name);
    id[strlen(id) - strlen(SHEET_ENDING)] = '\0';
    *ret = true;
    if (!key_of("sub", id, key))
        return 0;
    r = redis_ask(s->redis, words, 2, &count);
    if (r == 0)
        *ret = redis_reply_int(count) > 0;
    return r;
}

static int look_at_sheet(struct sheets *s, const char *name)
{
    bool known = true;
    int r = is_known(s, name, &known);

    if (r < 0)
        return r;
    if (known)
        s->kept++;
    else if (s->n_orphans < ORPHANS_MAX)
        text_copy(s->orphans[s->n_orphans++], NAME_SIZE, name);
    return 0;
}

static int look_at(struct sheets *s, const char *name)
{
    if (strlen(name) >= NAME_SIZE || !is_old(s, name))
        return 0;
    if (ends_with(name, SHEET_ENDING SHEET_FILE_PART)) {
        s->parts++;
        return remove_name(s, name);
    }
    return ends_with(name, SHEET_ENDING) ? look_at_sheet(s, name) : 0;
}

static int read_folder(struct sheets *s)
{
    const struct dirent *entry;
    int r = 0;

    errno = 0;
    while (r == 0 && (entry = readdir(s->folder))) {
        r = look_at(s, entry->d_name);
        errno = 0;
    }
    return r == 0 && errno ? -errno : r;
}

/* As with photos: a ledger that knows none of them is another one. */
static int remove_orphans(const struct sheets *s)
{
    int r = 0;

    if (s->n_orphans > 0 && s->kept == 0) {
        log_error("sheets_sweep_refused", F_INT("sheets", s->n_orphans),
                  F_STR("reason", "the ledger knows none of the old sheets"));
        return 0;
    }
    for (size_t i = 0; i < s->n_orphans && r == 0; i++)
        r = remove_name(s, s->orphans[i]);
    if (s->n_orphans > 0 || s->parts > 0)
        log_info("sheets_swept", F_INT("removed", s->n_orphans),
                 F_INT("unfinished", s->parts), F_INT("kept", s->kept));
    return r;
}

int sheets_sweep(const struct relay *relay, int64_t before_s)
{
    _cleanup_(sheets_done) struct sheets s = {.redis = relay->redis,
                                              .before_s = before_s};
    int r;

    if (!*relay->settings->sheets)
        return 0;
    s.folder = opendir(relay->settings->sheets);
    if (!s.folder)
        return -errno;
    s.orphans = must_alloc(ORPHANS_MAX * sizeof *s.orphans);
    r = read_folder(&s);
    return r < 0 ? r : remove_orphans(&s);
}
