#include "service/sandbox.h"

#include "core/cleanup.h"

#include <errno.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* Harmless whatever the arguments. */
static const int ALLOWED[] = {
    SCMP_SYS(read),           SCMP_SYS(write),
    SCMP_SYS(readv),          SCMP_SYS(writev),
    SCMP_SYS(recvmsg),        SCMP_SYS(sendmsg),
    SCMP_SYS(recvfrom),       SCMP_SYS(sendto),
    SCMP_SYS(poll),           SCMP_SYS(ppoll),
    SCMP_SYS(close),          SCMP_SYS(brk),
    SCMP_SYS(munmap),         SCMP_SYS(mremap),
    SCMP_SYS(madvise),        SCMP_SYS(futex),
    SCMP_SYS(sched_yield),    SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),  SCMP_SYS(gettimeofday),
    SCMP_SYS(getpid),         SCMP_SYS(gettid),
    SCMP_SYS(getrusage),      SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),           SCMP_SYS(exit_group),
};

/* Refused, not deadly: the C library asks these of its own streams, and before
 * it sorts more than a kilobyte, and copes with a no. */
static const int DENIED[] = {
    SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(ioctl),
    SCMP_SYS(lseek), SCMP_SYS(fcntl),      SCMP_SYS(sysinfo),
};

static void filter_freep(scmp_filter_ctx *filter)
{
    seccomp_release(*filter);
}

static int add_all(scmp_filter_ctx filter, uint32_t action, const int *calls,
                   size_t n)
{
    int r = 0;

    for (size_t i = 0; i < n && r == 0; i++)
        r = seccomp_rule_add(filter, action, calls[i], 0);
    return r;
}

/* Memory yes, but of no file and never executable. */
static int add_memory(scmp_filter_ctx filter)
{
    int r = seccomp_rule_add(
        filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
        SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
        SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));

    if (r < 0)
        return r;
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

/* abort() signals the process itself, and may do so to no other. */
static int add_abort(scmp_filter_ctx filter)
{
    struct scmp_arg_cmp own = {
        .arg = 0, .op = SCMP_CMP_EQ, .datum_a = (scmp_datum_t)getpid()};

    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, own);
}

static int close_the_doors(void)
{
    _cleanup_(filter_freep) scmp_filter_ctx filter =
        seccomp_init(SCMP_ACT_KILL_PROCESS);
    int r;

    if (!filter)
        return -ENOMEM;
    r = add_all(filter, SCMP_ACT_ALLOW, ALLOWED,
                sizeof ALLOWED / sizeof *ALLOWED);
    if (r == 0)
        r = add_all(filter, SCMP_ACT_ERRNO(EPERM), DENIED,
                    sizeof DENIED / sizeof *DENIED);
    if (r == 0)
        r = add_memory(filter);
    if (r == 0)
        r = add_abort(filter);
    return r == 0 ? seccomp_load(filter) : r;
}

static int limit(__rlimit_resource_t what, size_t most)
{
    const struct rlimit to = {.rlim_cur = most, .rlim_max = most};

    return setrlimit(what, &to) < 0 ? -errno : 0;
}

int sandbox_no_dump(void)
{
    int r = limit(RLIMIT_CORE, 0);

#ifndef __SANITIZE_ADDRESS__
    if (r == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        r = -errno;
#endif
    return r;
}

int sandbox_enter(size_t address_space_bytes)
{
    int r = sandbox_no_dump();

#ifdef __SANITIZE_ADDRESS__
    (void)address_space_bytes;
#else
    if (r == 0)
        r = limit(RLIMIT_AS, address_space_bytes);
#endif
    if (r == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        r = -errno;
    if (r == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        r = -errno;
    return r == 0 ? close_the_doors() : r;
}
