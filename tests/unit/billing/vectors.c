#include "vectors.h"

#include "billing/wechatpay_keys.h"
#include "core/check.h"

#include <openssl/pem.h>
#include <string.h>

/* clang-format off */
static const char MERCHANT_KEY[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC2BVEVvfYpjJYt\n"
    "nDTfUqRMuUbAbD464vCpjyq+EZ4G1zhAOKjnXiQpjd4qinpbgXosPVcHOwyAH2ch\n"
    "fPG7I/RcbxjBfqk+RcuLi551oq6cvQQMdNNLehYsw9Ct5rTzT1bSjydy4nExNJVz\n"
    "YMrsUq6jIm1LNS8tgIeVqAxw26A8tKnI13CROZOhXL36lFJ1kvfL9f57G57AQFpg\n"
    "vhX2ES7ny2REDa+6mHlwSe4CJnsBvwzDpaGpYvYCwTV5Rir99kdyQy8oNQjcN5V7\n"
    "NT9dd6As2VxUhjIk4hNg6uueKSKdTiYmc6WQCF7xQdZKz4ljEMmHgPTaX+j4wjbj\n"
    "n0MFaparAgMBAAECggEAI58HvssFtRzjuPpUaI36RF+P5pFoXkrSUUSI11iIRgtx\n"
    "YTQVbe4BArbWTxn5lxXQLH82nF4kdKBwpN+YSQjgxgQh4qAgi+TJ0D3bHWdgZ6Ef\n"
    "/TYRsbgrRchuetHnAKS6t4s3a6bAAyKoysMbA0OtFJTksa6vVGbOYe3YvW9lvOtD\n"
    "uSYn66rNZB4397Q/3uDwPETOiJEoFsgnef+4rue1VUANF3LafrWVmT20DGyPWW3d\n"
    "x9NfubYPrHgYFmW0CFiqCrcXw6oHrlotHi4HxUO7rtxE52ShcH67qhzc3+Hj8eYy\n"
    "vG9HJfhcJ+G3z0wMzly7zEs8pgvalvntMSMVe5REJQKBgQDdJDlHaSYcbIlJ+tO1\n"
    "VF06TzizIkrPQB/JenegY1TvPY2Jzjl69pPc4q349ExHlygmf0rElNpfRtE+C0xA\n"
    "d6MCp5px6SWcS0l2rt+Iuicf2NUEfhDeN+4LKAUqm3mDbHJzQgtoUH33Nrk0YQ8/\n"
    "N5b8D3KucmJQx3arF1mbsXIQHwKBgQDStnHY//EId/M31yYhSzrjPOffmqaU4OZJ\n"
    "dXIwQjzly3zZ3IkRIqr5VPIwjZNi7pJ77M5nA4MAkpq3GRHPVn8iMWbZ1ZCFHpxa\n"
    "km1eB1CulYwgmDOfQMXXSGfx4NQDRpJztyWmdrDL0wwi/FOxqleeFTO2KvtqhuTt\n"
    "WjGfAuW39QKBgQCpzTC2JoT++lAIoDKDX34eUcpFsiUjMie2OvU0EFGdSfQuRk1Y\n"
    "n5E14FCZgmw35FcOCFvOykVLN0NfkqlALxzZ4vvyT4Vzl1OXb/twLw/voj0er/Yf\n"
    "y25a3qXo62zIfzL6UVIVDQlME5buI0Dj17l1Xh8+19GqGR6DjPBfXkcpHQKBgQDL\n"
    "bIOAwabLTDIsyLLxFZXmZ5hbkQwdUvpAFPiGiowMNWV1VqmlN1jkmROvuB6ANl6I\n"
    "8VdasFM6rE5dUgCVsKXQNu1ahAmf2quL7S1Ux68mvQ2pMgc0Se42JprjMvC7sNgW\n"
    "isv4Z0HLpRZkeEG8lf08iq9/wQM0FsLQOnEJWFy6OQKBgHQeZrvdZBywolHB8uxm\n"
    "1JbMs7maymxFN5SmDURpyYZxcMXKdOp7tUteI1hYTFYV0Dd7+EteqLAl4vfI9puR\n"
    "rymXOLKNMykxy3tuvbMpMsz15fM14oY8yyDHTd9r6VXG84f57mwHX8Rin+ghRU54\n"
    "rT95IY8q+WRCWjO7V0jvepze\n"
    "-----END PRIVATE KEY-----\n";

static const char PLATFORM_KEY[] = /* public */
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApgMo6Avx9A0znbIBDEt8\n"
    "OnmJOILvGD5HPcB0PjU3Wrx6v5B+U4T51EgjtHpG+Tp7AMGnv11ie03LoKuxQLru\n"
    "yydAYtmSf/lzHlZ/8ANQD+aE4uQo0DkfcXFHxGQ9KxujVSQC2rhFGKTUR/ut+cWT\n"
    "SJ0FdAV23nDWENvl22gCH2rDyVFkb0iCc6nJQ1Os/nCwiN5271IWzwbTMJOFrREZ\n"
    "k+FcEMR2Voligr6ha5gEVui3kZTNmMK+MJgOoIBOPlE5iYGG9N1OC7Kz65F6UcoM\n"
    "WuSaCYeta3QLPK5HVACkTgjKxZoxxvZrEbez4rivE5i5UGBVktauwnRR/r79Tq2Q\n"
    "jwIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

const char VECTOR_REQUEST_SIGNATURE[] =
    "YaHUSbHRmeKMPf2t7/RE2lbTX5zIVpdbWjs2y2NogtT3CUJty7amckfBvAI2hQuG"
    "mx/qlWDsEMqDvw9hRREXLihgYYZxBMzJvS40/hU8rrZnA3Tw00slvs8hVA9oEsb8"
    "RDdgyZf5O6MzDuaDOAqhWV4tPXx3nhM/fJGJ7S4LEOVAW2tKtYalhLVGQhwpZknL"
    "807ffw9mbfj4hZtKAY0eKnAHrxV4hL4yyUebSR/Q8ZMzQ8tIQR7AsOjamr4uMfkE"
    "uX5Iji8fUO5RKjA/dz4rhc3TJ6eFiuvTZZ3csU5A4yFHzOd0NmkrKh4CtWMwf/R+"
    "Y0jEwgeZ4wfBimkz68JCpg==";

const char VECTOR_JSAPI_SIGNATURE[] =
    "Yde6JRaQR6yQ2OkVx7GFrxEa7EKSz+dCxbySqLMzEwHUxM2SSWV1FjzuMLrSkgGh"
    "su1m1pV9O8VDAMbVQOxMXoN5emXiBSGZ86EugLrGHVBR1ihQ7vuyRyKIEZAk/aYG"
    "hSt7152sAjyqMyW4jq5xXUw3t+8hRFdhsU9+Zm5B0G9BOh28iv6omXDXWXY0y4x9"
    "rjlaLd/ksmU8mpBmZYpZ5XmvwZ7YmColAXh8x3iuZL6O1F4iG09W9vUH119Y6lme"
    "D7uIpUqJH4n0UqAESgtBmIDOIO5lZnDrXrUb9g63Ef7grLuq+hmknai/XvH7p31q"
    "GbRI441gzH8JMyVWr7XtCA==";

const char VECTOR_ANSWER_SIGNATURE[] =
    "IPHj8Art1T//cRfinSdD3hidDxnD7Y1sCZitLfoM+chSF+1URMQk+donmx2iX5Ap"
    "IvmqJ+hHm9KkTFFVZVJXbzYquObUmayOnDdG1I/Ercd1WPWjt/H3R89XNv+1vler"
    "JwwDoT/RWCKlFR0xwEa6DKCjlhfMw2qVbH92yNeyhPKg7C7fcJhPnbCuKqqUJ795"
    "c6MCHF9VcgHnmsLu3PaDJggBjPNMOr8MHz7gJBOXRtAkPmMiYLDGRV1GHb070eRn"
    "LKWW/cJBPhEU8kw7ALXyzZUK88VXjmd4yi8B1jOVfoOdKp3ZMzAFZgsQg4us76cP"
    "VhiEsOeBKG6a+G+Bhl+30Q==";

const char VECTOR_SEALED[] =
    "Eu6k3KOMCfFZPsMoOqloD2wAiyabrE06bs5X+PBm7J0U8JjEFmzKm3JCqJg2q7/l"
    "pneQltQrAqSqjS4pyfLmKu7Jq5nIwFR4NW8zWRlY1A3KxMlYiutVaL8iEbFV1hVb"
    "7uaXmMOKfjyQ/0qzWMQSzm/foy1fMwUf3R61AO0PDk+CSxQhK4wb160H9HmhcbGF"
    "8dYd3vjwbyPpx+78mtZOS8jFDrI8itv82nMvcESUuhfYL35x/Or3kkfBxbyfNsut"
    "xydNRLUrTs47j9+UUEiPlqQBfZSp/O8YAjt4C4abeFYSFqyYWGeVGw==";

const char VECTOR_PLAIN[] =
    "{\"mchid\":\"1900000109\",\"appid\":\"wx8888888888888888\",\"out_trade_no"
    "\":\"T20250601000001\",\"transaction_id\":\"4200\",\"trade_state\":\"SUCCE"
    "SS\",\"success_time\":\"2025-06-01T10:34:56+08:00\",\"amount\":{\"total\""
    ":1500,\"currency\":\"CNY\"}}";

const char VECTOR_NOTICE[] =
    "{\"id\":\"n1\",\"create_time\":\"2025-06-01T10:34:57+08:00\",\"resource_t"
    "ype\":\"encrypt-resource\",\"event_type\":\"TRANSACTION.SUCCESS\",\"summ"
    "ary\":\"x\",\"resource\":{\"algorithm\":\"AEAD_AES_256_GCM\",\"original_ty"
    "pe\":\"transaction\",\"associated_data\":\"transaction\",\"nonce\":\"abcde"
    "fghijkl\",\"ciphertext\":\"Eu6k3KOMCfFZPsMoOqloD2wAiyabrE06bs5X+PBm7"
    "J0U8JjEFmzKm3JCqJg2q7/lpneQltQrAqSqjS4pyfLmKu7Jq5nIwFR4NW8zWRlY1"
    "A3KxMlYiutVaL8iEbFV1hVb7uaXmMOKfjyQ/0qzWMQSzm/foy1fMwUf3R61AO0PD"
    "k+CSxQhK4wb160H9HmhcbGF8dYd3vjwbyPpx+78mtZOS8jFDrI8itv82nMvcESUu"
    "hfYL35x/Or3kkfBxbyfNsutxydNRLUrTs47j9+UUEiPlqQBfZSp/O8YAjt4C4abe"
    "FYSFqyYWGeVGw==\"}}";

const char VECTOR_NOTICE_SIGNATURE[] =
    "PAsPAZYLpNzVSALef0kZ8ELBRGQgvYItRJmopbVzC3qumED3rARgnbaJhRwOXrAr"
    "PfOAREknZ938NH+dTRxeDu7qAkOSnpXeatEafBRyS3qT+Okn3R+dArNSpfZsyqpH"
    "bwTes2eUdAWcud81ndbBCovYl4MunHC0Xqj9ugsRS6DhmAfIFoNUG9DBWWxiDv4c"
    "3QqqcaGNdtzYqTRkZjViIiKAoSCR/UzOIyICFQRbmbMFhLVtzpu8nbSjyLCjI9wd"
    "FIW9S1LIstKVVRNe4oF6TxC25MGt8kadHd9C2Ij/ERQbWZLgTkhGgLSuhtMjAXhi"
    "b9FFco9T0cZ1y+FE8Fp8vA==";
/* clang-format on */

static EVP_PKEY *read_key(const char *pem, bool is_private)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *key = is_private ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL)
                               : PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);

    BIO_free(bio);
    CHECK(key);
    return key;
}

struct wechatpay *vectors_wechatpay(void)
{
    struct wechatpay *pay = must_alloc(sizeof *pay);

    strcpy(pay->mchid, "1900000109");
    strcpy(pay->appid, "wx8888888888888888");
    strcpy(pay->serial, "5157F09EFDC096DE15EBE81A47057A72");
    memcpy(pay->apiv3_key, "0123456789abcdef0123456789abcdef", 32);
    pay->key = read_key(MERCHANT_KEY, true);
    strcpy(pay->platform[0].serial, VECTOR_SERIAL);
    pay->platform[0].key = read_key(PLATFORM_KEY, false);
    pay->platforms = 1;
    return pay;
}
