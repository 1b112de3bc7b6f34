#include "model/sealed.h"

#include <stdio.h>
#include <string.h>

bool sealed_decode(const Tucai__V1__SealedText *in, struct sealed_text *ret)
{
    struct sealed_text s = {0};

    if (in) {
        if (in->sealed.len == 0 || in->sealed.len > sizeof s.bytes ||
            in->hash.len != sizeof s.hash ||
            strlen(in->masked) >= sizeof s.masked)
            return false;
        s.len = in->sealed.len;
        memcpy(s.bytes, in->sealed.data, s.len);
        memcpy(s.hash, in->hash.data, sizeof s.hash);
        memcpy(s.masked, in->masked, strlen(in->masked));
    }
    *ret = s;
    return true;
}

bool sealed_encode(const struct sealed_text *s, Tucai__V1__SealedText *ret)
{
    tucai__v1__sealed_text__init(ret);
    if (s->len == 0)
        return false;
    ret->sealed = (ProtobufCBinaryData){s->len, (uint8_t *)s->bytes};
    ret->hash = (ProtobufCBinaryData){sizeof s->hash, (uint8_t *)s->hash};
    ret->masked = (char *)s->masked;
    return true;
}

void sealed_mask_phone(const char *phone, char ret[SEALED_MASKED_SIZE])
{
    (void)snprintf(ret, SEALED_MASKED_SIZE, "%.3s****%.4s", phone, phone + 7);
}
