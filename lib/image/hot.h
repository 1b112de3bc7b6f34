#ifndef IMAGE_HOT_H
#define IMAGE_HOT_H

/*
 * hot - marks a loop over pixels that is worth compiling twice: for every
 * x86-64 and for those with AVX2 and FMA; the loader picks one.
 *
 * Not under sanitizers (the picking runs before they are ready), nor with
 * clang 14, which cannot name an architecture level there.
 */

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&         \
    !defined(__SANITIZE_ADDRESS__)
#define HOT __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define HOT
#endif

/* A buffer in such a loop, which the release build would fill with zeros every
 * time.  It is written before it is read. */
#define UNSET __attribute__((uninitialized))

#endif
