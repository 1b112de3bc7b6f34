/*
 * qc_shut_in MODELS PHOTO... [DEED] - what qc's compute child does: loads the
 * networks, shuts itself in, judges the photos (given as open files would be:
 * read before), one line of JSON each.  Then tries DEED, one of --open,
 * --socket, --exec, --memory, as code that a photo has taken over would.
 */
#include "core/cleanup.h"
#include "jpeg_file.h"
#include "qc/check/report.h"
#include "qc/shot.h"
#include "service/sandbox.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FILES_MAX = 32 };

static int judge_one(struct verdict_maker *maker, const char *name,
                     struct bytes photo)
{
    _cleanup_(freep) char *line = NULL;
    struct ruleset rules;
    struct verdict v;

    ruleset_default(&rules);
    if (verdict_make(maker,
                     &(struct verdict_request){.photo = photo,
                                               .rules = &rules,
                                               .spec = &PRODUCE_STANDARD,
                                               .preview = true},
                     &v) < 0)
        return 1;
    line = report_line(name, &v, NULL);
    (void)puts(line);
    return 0;
}

/* 0: it was not stopped. */
static int attempt(const char *deed)
{
    char *const argv[] = {(char *)(uintptr_t) "true", NULL};

    if (strcmp(deed, "--open") == 0)
        (void)open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    if (strcmp(deed, "--socket") == 0)
        (void)socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (strcmp(deed, "--exec") == 0)
        (void)execv("/bin/true", argv);
    if (strcmp(deed, "--memory") == 0)
        return mmap(NULL, (size_t)2 << 30, PROT_READ,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
    return 0;
}

int main(int argc, char **argv)
{
    struct verdict_maker *maker;
    struct buf photos[FILES_MAX];
    int n = 0;
    int r = 0;

    for (int i = 2; i < argc && argv[i][0] != '-' && n < FILES_MAX; i++) {
        photos[n] = BUF_INIT(JPEG_FILE_MAX);
        r |= jpeg_file_read(argv[i], &photos[n++]);
    }
    if (argc < 3 || r != 0 || verdict_maker_new(argv[1], &maker) < 0)
        return 2;
    shot_prepare();
    if (sandbox_enter((size_t)1 << 30) < 0)
        return 3;
    for (int i = 0; i < n && r == 0; i++)
        r = judge_one(maker, argv[2 + i], buf_view(&photos[i]));
    (void)fflush(stdout);
    if (r == 0 && 2 + n < argc)
        r = attempt(argv[2 + n]);
    _exit(r);
}
