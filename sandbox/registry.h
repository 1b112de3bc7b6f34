#ifndef SANDBOX_REGISTRY_H
#define SANDBOX_REGISTRY_H

/*
 * registry - the registry's side of docs/registry-protocol.md, and a desk at
 * which it can be told to misbehave.
 *
 *   registry_wire   a batch is read and checked, receipts are signed
 *   registry_judge  what becomes of each photo
 *   registry_book   what was answered, for ever, and how often each submission
 *                   was accepted: the judge of "exactly once"
 *   registry_mood   what goes wrong, and when
 *   registry_desk   GET and POST /sandbox/registry
 */

#include "sandbox/registry_book.h"
#include "sandbox/registry_mood.h"
#include "sandbox/web.h"

#include <openssl/types.h>

/* The line, the manifest and 500 photos. */
#define REGISTRY_BODY_MAX ((size_t)256 + 524288 + (size_t)500 * 102400)

struct registry {
    EVP_PKEY *key;    /* signs receipts, and capture codes */
    EVP_PKEY *stray;  /* of somebody else                  */
    EVP_PKEY *sender; /* public: verifies manifests        */
    struct registry_book *book;
    struct registry_mood mood;
};

/* Reads registry.key.pem and relay.pub.pem of the folder of keys.  mood: as at
 * the desk, or "".  NULL after naming on stderr what is missing. */
struct registry *registry_open(const char *keys, const char *state,
                               const char *mood);
struct registry *registry_close(struct registry *registry); /* NULL */

/* Every handler's ctx is a struct sandbox (serve.h). */
bool registry_admit(void *ctx, const struct web_request *request,
                    struct web_reply *reply);
web_handler registry_post, registry_get, registry_desk, registry_count;

#endif
