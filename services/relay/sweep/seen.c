#include "relay/sweep/seen.h"

#include "core/check.h"

#include <stdlib.h>

enum { DIGITS = 32, BITS_LOG2 = 27, HASHES = 4 };

void seen_init(struct seen *s, uint64_t salt)
{
    *s = (struct seen){.salt = salt,
                       .bits = must_alloc((size_t)1 << (BITS_LOG2 - 3))};
}

void seen_done(struct seen *s)
{
    free(s->bits);
    s->bits = NULL;
}

static bool is_digit(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* Locations are random, so sixteen digits are a good hash as they are. */
static uint64_t half(const char *at)
{
    uint64_t x = 0;

    for (int i = 0; i < DIGITS / 2; i++)
        x = x << 4 | (uint64_t)(at[i] <= '9' ? at[i] - '0' : at[i] - 'a' + 10);
    return x;
}

/* So that another salt takes other bits (the last steps of splitmix64). */
static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static void places(const struct seen *s, const char *location,
                   uint64_t ret[HASHES])
{
    uint64_t first = mix(half(location) ^ s->salt);
    uint64_t step = mix(half(location + DIGITS / 2) ^ s->salt) | 1;

    for (uint64_t i = 0; i < HASHES; i++)
        ret[i] = (first + i * step) >> (64 - BITS_LOG2);
}

void seen_add(struct seen *s, const char *location)
{
    uint64_t at[HASHES];

    places(s, location, at);
    for (int i = 0; i < HASHES; i++)
        s->bits[at[i] / 8] |= (uint8_t)(1 << at[i] % 8);
}

bool seen_has(const struct seen *s, const char *location)
{
    uint64_t at[HASHES];
    bool has = true;

    places(s, location, at);
    for (int i = 0; i < HASHES; i++)
        has = has && (s->bits[at[i] / 8] & 1 << at[i] % 8);
    return has;
}

void seen_add_text(struct seen *s, const uint8_t *at, size_t len)
{
    size_t digits = 0;

    for (size_t i = 0; i < len; i++) {
        digits = is_digit(at[i]) ? digits + 1 : 0;
        if (digits >= DIGITS)
            seen_add(s, (const char *)&at[i + 1 - DIGITS]);
    }
}
