#ifndef NET_PROCESS_H
#define NET_PROCESS_H

/*
 * process - a child process with a socket to it, in the event loop.
 *
 * The child is a program started anew: it inherits the environment, standard
 * output and error, and its end of the socket as descriptor 3; nothing else.
 */

#include "core/bytes.h"
#include "net/loop.h"

enum { PROCESS_FD = 3 };

struct process;

struct process_handlers {
    /* What the child wrote, in pieces as they come; borrowed for the call. */
    void (*on_bytes)(void *ctx, struct bytes bytes);
    /* It is over and all it wrote has been read.  signal 0: it exited with
     * `code`.  The last call; process_free() may be called in it. */
    void (*on_exit)(void *ctx, int code, int signal);
    void *ctx;
};

/* argv ends with NULL; variable ("NAME=value") is added to the environment. */
int process_start(struct loop *loop, const char *const *argv,
                  const char *variable, const struct process_handlers *handlers,
                  struct process **ret) __attribute__((warn_unused_result));

/* Writes in the background.  Takes the buffer's content and empties it. */
void process_send(struct process *p, struct buf *data);

/* SIGKILL; on_exit follows. */
void process_kill(struct process *p);

/* Kills what still runs; no handler is called any more. */
void process_free(struct process *p);

#endif
