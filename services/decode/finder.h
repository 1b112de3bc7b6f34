#ifndef DECODE_FINDER_H
#define DECODE_FINDER_H

/*
 * finder - could there be a QR code in this picture?
 *
 * A code shows three finder patterns: along any straight line through such a
 * square's middle, dark and light alternate 1:1:3:1:1, however it is turned
 * and, nearly, from whatever side it is seen (ISO/IEC 18004, 6.3.3).
 * Looking for them costs about as much as one attempt to read does.
 */

#include "decode/grey.h"

#include <stdbool.h>

/*
 * Whether three such patterns of about one size lie in a black and white
 * picture as a code's would.  Dark on light or light on dark.
 */
bool finder_seen(const struct grey *black_white);

#endif
