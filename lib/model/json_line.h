#ifndef MODEL_JSON_LINE_H
#define MODEL_JSON_LINE_H

/*
 * json_line - on which line of a JSON text a member stands, for messages to
 * the person who wrote it.  jansson, which reads the values, keeps no
 * positions, so the text is walked once more, and only when something is
 * wrong.
 */

#include "core/bytes.h"

/*
 * The line (1..) of the member path[0], in its value path[1], and so on, up to
 * a NULL.  A path that leaves the text ends at the last member that is there,
 * so a missing one is looked for where its object begins.
 *
 * text   any bytes; what is not JSON gives some line of it.
 */
int json_line(struct bytes text, const char *const *path);

/* The line of a byte. */
int json_line_at(struct bytes text, size_t pos);

#endif
