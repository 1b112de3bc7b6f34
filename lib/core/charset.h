#ifndef CORE_CHARSET_H
#define CORE_CHARSET_H

/*
 * charset - text files as people's programs save them, to UTF-8: UTF-8 with or
 * without a byte order mark, or GB18030 (of which GBK and GB2312 are parts).
 */

#include "core/bytes.h"

/*
 * Appends the text as UTF-8 without a mark.  Without UTF-8's mark, a text is
 * taken for UTF-8 if it is well-formed and its letters beyond ASCII are not all
 * of two bytes, as Chinese never is; any other for GB18030.
 *
 * 0; -EMSGSIZE or -ENOMEM as buf_add(); -EILSEQ when it is neither (UTF-16,
 * which begins with a mark of its own, among others), and *ret_at is where
 * reading it failed; -ENOSYS when this machine cannot convert GB18030.
 */
int charset_to_utf8(struct bytes text, struct buf *ret, size_t *ret_at)
    __attribute__((warn_unused_result));

#endif
