#ifndef SANDBOX_REGISTRY_H
#define SANDBOX_REGISTRY_H

/*
 * registry - the registry's side of docs/registry-protocol.md, and a desk at
 * which it can be told to misbehave.
 *
 *   registry_wire   a batch is read and checked, receipts are signed
 *   registry_book   what was answered, for ever
 *   registry_desk   POST /sandbox/registry {"mode", "times", "refuse_every",
 *                   "delay_ms"}
 */

#include "sandbox/registry_book.h"
#include "sandbox/web.h"

#include <openssl/types.h>

/* The line, the manifest and 500 photos. */
#define REGISTRY_BODY_MAX ((size_t)256 + 524288 + (size_t)500 * 102400)

/* What goes wrong with the next `times` requests. */
enum registry_mode {
    REGISTRY_NORMAL,
    REGISTRY_DOWN,       /* 500 to everything, nothing is kept          */
    REGISTRY_CLOSED,     /* 422 closed to batches                       */
    REGISTRY_CUT_BEFORE, /* a batch's connection cut, nothing kept      */
    REGISTRY_CUT_AFTER,  /* a batch kept, then the connection cut       */
    REGISTRY_FAIL_AFTER, /* a batch kept, then 500                      */
    REGISTRY_PROCESSING, /* kept, but "processing" to whoever asks      */
    REGISTRY_SLOW,       /* a batch kept, answered after delay_ms       */
    REGISTRY_FORGED,     /* receipts signed by a key nobody knows       */
    REGISTRY_MODES,
};

struct registry {
    EVP_PKEY *key;    /* signs receipts, and capture codes */
    EVP_PKEY *sender; /* public: verifies manifests        */
    struct registry_book *book;
    enum registry_mode mode;
    int64_t times;        /* requests still to misbehave at   */
    int64_t refuse_every; /* each n-th new photo; 0: none     */
    int64_t delay_ms;     /* of a slow answer                 */
};

/* Reads registry.key.pem and relay.pub.pem of the folder of keys.  NULL after
 * naming on stderr what is missing. */
struct registry *registry_open(const char *keys, const char *state);
struct registry *registry_close(struct registry *registry); /* NULL */

/* Every handler's ctx is a struct sandbox (serve.h). */
bool registry_admit(void *ctx, const struct web_request *request,
                    struct web_reply *reply);
web_handler registry_post, registry_get, registry_desk;

/* For registry_desk: uses up one of the requests to misbehave at, if it is of
 * this mode. */
bool registry_misbehaves(struct registry *registry, enum registry_mode mode);

#endif
