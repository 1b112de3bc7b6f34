#ifndef SANDBOX_CODES_H
#define SANDBOX_CODES_H

/*
 * codes - the page on which the registry would hand out capture codes: GET /
 * is a form, POST /sandbox/codes makes a code.
 *
 * Body {uid, school, name, id, campus, level, year}, all but uid and school
 * may be missing; answer 201 {code, picture}, the picture as a data URL.
 */

#include "sandbox/web.h"

web_handler codes_page, codes_make; /* ctx: struct sandbox */

#endif
