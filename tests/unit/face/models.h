#ifndef MODELS_H
#define MODELS_H

/*
 * models - a small .tflite file made by code: x (1 x 4 x 4 x 2) -> RELU ->
 * MUL by a constant of one half (16-bit, through DEQUANTIZE) -> y.
 */

#include "core/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

struct bytes model_small(void);

#endif
