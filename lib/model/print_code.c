#include "model/print_code.h"

#include "core/check.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { RUN_CHARACTERS = 7, MODULUS = 36 };

static const char ALPHABET[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char CROCKFORD[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* ---- the check character (ISO/IEC 7064, hybrid system MOD 37,36) ---- */

/* The value that all characters before the check character leave; -1: one of
 * them is none of the alphabet. */
static int product_of(const char *code, size_t len)
{
    int product = MODULUS;

    for (size_t i = 0; i < len; i++) {
        const char *at = code[i] ? strchr(ALPHABET, code[i]) : NULL;

        if (!at)
            return -1;
        product = (product + (int)(at - ALPHABET)) % MODULUS;
        product = (product ? product : MODULUS) * 2 % (MODULUS + 1);
    }
    return product;
}

static char check_of(const char *code, size_t len)
{
    int product = product_of(code, len);

    CHECK(product >= 0); /* our own characters */
    return ALPHABET[(MODULUS + 1 - product) % MODULUS];
}

bool print_code_holds(const char *code)
{
    size_t len = strlen(code);

    return len >= 2 && product_of(code, len - 1) >= 0 &&
           code[len - 1] == check_of(code, len - 1);
}

/* ---- making ---- */

/* FNV-1a, 64 bits: ids are random, so any spread will do. */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325u;

    for (; *text; text++)
        hash = (hash ^ (uint8_t)*text) * 0x100000001b3u;
    return hash;
}

static void make(const char *print_id, const char *number,
                 char ret[PRINT_CODE_SIZE])
{
    uint64_t hash = hash_of(print_id);
    size_t len;

    for (size_t i = 0; i < RUN_CHARACTERS; i++)
        ret[i] = CROCKFORD[hash >> (59 - 5 * i) & 31];
    len = RUN_CHARACTERS + strlen(number);
    memcpy(ret + RUN_CHARACTERS, number, strlen(number));
    ret[len] = check_of(ret, len);
    ret[len + 1] = '\0';
}

void print_code_bundle(const char *print_id, unsigned number,
                       char ret[PRINT_CODE_SIZE])
{
    char text[16];

    CHECK(number >= 1 && number <= PRINT_CODE_BUNDLES_MAX);
    (void)snprintf(text, sizeof text, "%04u", number);
    make(print_id, text, ret);
}

void print_code_sheet(const char *print_id, unsigned number,
                      char ret[PRINT_CODE_SIZE])
{
    char text[16];

    CHECK(number >= 1 && number <= PRINT_CODE_SHEETS_MAX);
    (void)snprintf(text, sizeof text, "%06u", number);
    make(print_id, text, ret);
}

/* ---- reading ---- */

static char upper(char c)
{
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    if (c >= 'a' && c <= 'z')
        return LETTERS[c - 'a'];
    return c;
}

bool print_code_normal(const char *text, char ret[PRINT_CODE_SIZE])
{
    size_t len = 0;

    for (; *text; text++) {
        if (strchr(" \t\r\n-", *text))
            continue;
        if (len == PRINT_CODE_SIZE - 1) {
            ret[0] = '\0';
            return false;
        }
        ret[len++] = upper(*text);
    }
    ret[len] = '\0';
    return true;
}
