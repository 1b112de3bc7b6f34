#ifndef NET_LOOP_H
#define NET_LOOP_H

/*
 * loop - one process, one event loop: timers, signals, descriptors, and work
 * handed to the small thread pool for disk and cipher.  Wraps libuv, so that
 * nothing outside lib/net includes it.
 *
 * Threads   every function is the loop thread's; only loop_task.work runs in
 *           the pool, and it may touch nothing but its own ctx.
 */

#include <stdbool.h>
#include <stdint.h>

struct loop;

struct loop *loop_new(void);

/* Closes what is left of the loop's own handles, then frees.  NULL is fine. */
void loop_free(struct loop *l);
void loop_freep(struct loop **l);

/* Until loop_stop(), or until nothing is left that could happen. */
void loop_run(struct loop *l);
void loop_stop(struct loop *l);

/* Milliseconds that never go back, as of this turn of the loop. */
int64_t loop_now_ms(const struct loop *l);

/* Only for lib/net. */
struct uv_loop_s *loop_uv(struct loop *l);

typedef void (*loop_fn)(void *ctx);

/* A timer: not started.  ctx is borrowed until loop_timer_free(). */
struct loop_timer;
struct loop_timer *loop_timer_new(struct loop *l, loop_fn fn, void *ctx);
void loop_timer_start(struct loop_timer *t, int64_t after_ms,
                      int64_t repeat_ms);
void loop_timer_stop(struct loop_timer *t);
void loop_timer_free(struct loop_timer *t);

/* Calls fn for each signal of that number until loop_free().  0 or fault. */
int loop_on_signal(struct loop *l, int number, loop_fn fn, void *ctx)
    __attribute__((warn_unused_result));

/* Calls fn while fd is readable (level-triggered).  The fd stays the caller's
 * and must stay open until loop_watch_free(). */
struct loop_watch;
struct loop_watch *loop_watch_new(struct loop *l, int fd, loop_fn fn,
                                  void *ctx);
void loop_watch_free(struct loop_watch *w);

/* fn once per turn of the loop, just before it blocks: for a descriptor that
 * is edge-triggered, like ZeroMQ's. */
struct loop_prepare;
struct loop_prepare *loop_prepare_new(struct loop *l, loop_fn fn, void *ctx);
void loop_prepare_free(struct loop_prepare *p);

/* work(ctx) in the pool, then done(ctx) in the loop's thread, always. */
struct loop_task {
    loop_fn work;
    loop_fn done;
    void *ctx;
};
void loop_submit(struct loop *l, const struct loop_task *task);

#endif
