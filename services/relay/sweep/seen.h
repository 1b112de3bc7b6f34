#ifndef RELAY_SWEEP_SEEN_H
#define RELAY_SWEEP_SEEN_H

/*
 * seen - the locations that something refers to, as a Bloom filter: never
 * forgets one, and may take a few others for known.  So a mistake keeps a file
 * that could go, and never the other way round; in 16 MiB, one in 600 with
 * 7.5 million locations.  The salt makes it another one each day.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seen {
    uint64_t salt;
    uint8_t *bits;
};

void seen_init(struct seen *s, uint64_t salt);
void seen_done(struct seen *s);

/* A location: 32 hex digits. */
void seen_add(struct seen *s, const char *location);
bool seen_has(const struct seen *s, const char *location);

/* Every location that stands in the text, whatever is around it. */
void seen_add_text(struct seen *s, const uint8_t *at, size_t len);

#endif
