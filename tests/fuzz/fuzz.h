#ifndef TEST_FUZZ_FUZZ_H
#define TEST_FUZZ_FUZZ_H

/*
 * fuzz - every parser of bytes from outside has a target: one file with the
 * function below, linked either with a fuzzing engine (meson option fuzzers,
 * clang) or with replay.c, which the unit tests run.
 *
 * An input that broke something is added to corpus/TARGET with its fix.
 */

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
