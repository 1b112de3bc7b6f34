#include "relay/receipt_command.h"

#include "core/cleanup.h"
#include "core/text.h"
#include "relay/chain.h"

#include <errno.h>
#include <getopt.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

enum { RECEIPT_MAX_BYTES = 65536, PIECE_BYTES = 65536 };

static const char USAGE[] =
    "usage: tucai-relay verify-receipt --key PUB.pem[,PUB.pem]\n"
    "           [--registry-key PUB.pem] [--photo FILE] [--original FILE] "
    "RECEIPT.json\n"
    "Names the first link that does not hold (docs/receipt.md).\n";

struct wish {
    const char *keys, *registry_keys, *photo, *original, *receipt;
};

struct evidence {
    struct signature_keys keys, registry;
    char photo[CHAIN_SHA256_HEX], original[CHAIN_SHA256_HEX];
};

static void evidence_done(struct evidence *e)
{
    signature_keys_done(&e->keys);
    signature_keys_done(&e->registry);
}

static bool parse(int argc, char **argv, struct wish *ret)
{
    static const struct option options[] = {
        {"key", required_argument, NULL, 'k'},
        {"registry-key", required_argument, NULL, 'r'},
        {"photo", required_argument, NULL, 'p'},
        {"original", required_argument, NULL, 'o'},
        {0},
    };
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'k')
            ret->keys = optarg;
        else if (option == 'r')
            ret->registry_keys = optarg;
        else if (option == 'p')
            ret->photo = optarg;
        else if (option == 'o')
            ret->original = optarg;
        else
            return false;
    }
    if (!ret->keys || optind != argc - 1)
        return false;
    ret->receipt = argv[optind];
    return true;
}

static int complain(const char *about, int fault)
{
    (void)fprintf(stderr, "tucai-relay: %s: %s\n", about, strerror(-fault));
    return 1;
}

static int hash_file(const char *path, char ret[CHAIN_SHA256_HEX])
{
    _cleanup_(fclosep) FILE *file = fopen(path, "re");
    static uint8_t piece[PIECE_BYTES];
    uint8_t digest[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *ctx;
    size_t n;
    bool good;

    if (!file)
        return -errno;
    ctx = EVP_MD_CTX_new();
    good = ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1;
    while (good && (n = fread(piece, 1, sizeof piece, file)) > 0)
        good = EVP_DigestUpdate(ctx, piece, n) == 1;
    good = good && !ferror(file) && EVP_DigestFinal_ex(ctx, digest, NULL) == 1;
    EVP_MD_CTX_free(ctx);
    if (good)
        text_hex((struct bytes){digest, CHAIN_SHA256_HEX / 2}, ret);
    return good ? 0 : -EIO;
}

/* 0, or 1 after having said what cannot be read. */
static int gather(const struct wish *wish, struct evidence *ret)
{
    int r = signature_keys_load(wish->keys, &ret->keys);

    if (r < 0)
        return complain(wish->keys, r);
    r = wish->registry_keys
            ? signature_keys_load(wish->registry_keys, &ret->registry)
            : 0;
    if (r < 0)
        return complain(wish->registry_keys, r);
    r = wish->photo ? hash_file(wish->photo, ret->photo) : 0;
    if (r < 0)
        return complain(wish->photo, r);
    r = wish->original ? hash_file(wish->original, ret->original) : 0;
    return r < 0 ? complain(wish->original, r) : 0;
}

static json_t *read_receipt(const char *path)
{
    _cleanup_(fclosep) FILE *file = fopen(path, "re");
    _cleanup_(freep) char *text = NULL;
    size_t n;

    if (!file)
        return NULL;
    text = malloc(RECEIPT_MAX_BYTES);
    n = text ? fread(text, 1, RECEIPT_MAX_BYTES, file) : 0;
    return n < RECEIPT_MAX_BYTES
               ? json_loadb(text ? text : "", n, JSON_REJECT_DUPLICATES, NULL)
               : NULL;
}

static int judge(const struct wish *wish, const struct evidence *e)
{
    const struct chain_evidence evidence = {
        .keys = &e->keys,
        .registry = &e->registry,
        .photo_sha256 = wish->photo ? e->photo : NULL,
        .original_sha256 = wish->original ? e->original : NULL,
    };
    json_t *document = read_receipt(wish->receipt);
    struct chain_verdict v = chain_verify(document, &evidence);

    json_decref(document);
    if (v.broken)
        printf("broken: %s: %s\n", v.broken, v.why);
    else
        printf("holds: raw, produced, approved, sent, accepted, signature\n");
    return v.broken ? 1 : 0;
}

int receipt_command(int argc, char **argv)
{
    _cleanup_(evidence_done) struct evidence evidence = {.keys = {0}};
    struct wish wish = {0};

    if (!parse(argc, argv, &wish)) {
        (void)fputs(USAGE, stderr);
        return 2;
    }
    return gather(&wish, &evidence) ? 1 : judge(&wish, &evidence);
}
