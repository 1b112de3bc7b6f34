#ifndef MODEL_WECHAT_ACCOUNTS_H
#define MODEL_WECHAT_ACCOUNTS_H

/*
 * wechat_accounts - what is known of a student's WeChat accounts beside the
 * bound one (domain.md R3, R5).
 */

#include "model/sealed.h"

#define WECHAT_VIDEO_MAX 4

struct wechat_accounts {
    /* Another account that still owes the one-time code, and the keyed hash of
     * the WeChat code it was learnt from. */
    struct sealed_text pending; /* len 0: there is none */
    uint8_t js_code_hash[32];
    int64_t pending_until_ms;
    /* Hashes of the openids that have seen the video, latest last. */
    size_t video_len;
    uint8_t video[WECHAT_VIDEO_MAX][32];
};

#endif
