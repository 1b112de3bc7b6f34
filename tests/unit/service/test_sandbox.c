#include "service/sandbox.h"

#include "core/check.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* Every deed below is tried by a child that has entered the sandbox. */

static void open_a_file(void)
{
    (void)open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static void make_a_file(void)
{
    (void)open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

static void make_a_socket(void)
{
    (void)socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static void run_a_program(void)
{
    char *const argv[] = {(char *)(uintptr_t) "true", NULL};

    (void)execv("/bin/true", argv);
}

static void make_a_process(void)
{
    (void)fork();
}

static void trace_the_parent(void)
{
    (void)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static void signal_the_parent(void)
{
    (void)kill(getppid(), 0);
}

static void map_code(void)
{
    (void)mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
               -1, 0);
}

static void map_a_file(void)
{
    (void)mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
}

static void work(void)
{
    char *much = must_alloc((size_t)8 << 20);
    int r;

    memset(much, 1, (size_t)8 << 20);
    free(much);
    r = (int)write(STDERR_FILENO, "", 0);
    _exit(r);
}

static int by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* More than a kilobyte: glibc then asks how much memory the machine has. */
static void sort_much(void)
{
    enum { N = 1000 };
    int numbers[N];

    for (int i = 0; i < N; i++)
        numbers[i] = i * 7919 % N;
    qsort(numbers, N, sizeof *numbers, by_number);
    _exit(numbers[0] == 0 && numbers[N - 1] == N - 1 ? 0 : 1);
}

static void want_too_much_memory(void)
{
    void *p = mmap(NULL, (size_t)2 << 30, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    _exit(p == MAP_FAILED && errno == ENOMEM ? 0 : 1);
}

static void give_up(void)
{
    abort();
}

static int run_child(void (*deed)(void))
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        if (sandbox_enter((size_t)1 << 30) < 0)
            _exit(98);
        deed();
        _exit(99);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

static const struct row {
    const char *name;
    void (*deed)(void);
    int end; /* a signal, or minus an exit code */
} ROWS[] = {
    {"reading a file is deadly", open_a_file, SIGSYS},
    {"making a file is deadly", make_a_file, SIGSYS},
    {"a socket is deadly", make_a_socket, SIGSYS},
    {"another program is deadly", run_a_program, SIGSYS},
    {"another process is deadly", make_a_process, SIGSYS},
    {"tracing is deadly", trace_the_parent, SIGSYS},
    {"signalling others is deadly", signal_the_parent, SIGSYS},
    {"executable memory is deadly", map_code, SIGSYS},
    {"mapping a file is deadly", map_a_file, SIGSYS},
    {"work goes on", work, 0},
    {"so does sorting", sort_much, 0},
    {"a failed check still ends it", give_up, SIGABRT},
#ifndef __SANITIZE_ADDRESS__
    {"memory ends at the limit", want_too_much_memory, 0},
#endif
};

static void test_rows(void **state)
{
    (void)state;
    (void)want_too_much_memory; /* not in sanitized builds */
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        int end = run_child(ROWS[i].deed);

        if (end != ROWS[i].end)
            fail_msg("%s: ended with %d", ROWS[i].name, end);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
