#ifndef SANDBOX_KEY_NAMES_H
#define SANDBOX_KEY_NAMES_H

/*
 * key_names - the files that `tucai-sandbox keygen DIR` makes, and the names
 * that the sandbox's merchant goes by.
 */

/* The payment provider: the merchant's key pair, the provider's, the key that
 * seals notices. */
#define KEY_PAY_MERCHANT "wechatpay-merchant.key.pem"
#define CERT_PAY_MERCHANT "wechatpay-merchant.cert.pem"
#define KEY_PAY_PLATFORM "wechatpay-platform.key.pem"
#define CERT_PAY_PLATFORM "wechatpay-platform.cert.pem"
#define KEY_PAY_APIV3 "wechatpay-apiv3.key"

/* The mini-program's AppSecret. */
#define KEY_WECHAT_SECRET "wechat-app.secret"

/* The registry's HTTPS: one authority, its server, its client (we). */
#define KEY_MTLS_CA "mtls-ca.key.pem"
#define CERT_MTLS_CA "mtls-ca.cert.pem"
#define KEY_MTLS_SERVER "mtls-server.key.pem"
#define CERT_MTLS_SERVER "mtls-server.cert.pem"
#define CERT_MTLS_EXPIRED "mtls-server-expired.cert.pem" /* of the same key */
#define KEY_MTLS_CLIENT "mtls-client.key.pem"
#define CERT_MTLS_CLIENT "mtls-client.cert.pem"

/* The key that wraps the keys of photos: 64 hex digits. */
#define KEY_MASTER "master.key"

/* The merchant certificate's serial is fixed, so that a compose file can name
 * it (TUCAI_WECHATPAY_SERIAL). */
#define PAY_MCHID "1900000109"
#define PAY_APPID "wx8888888888888888"
#define PAY_MERCHANT_SERIAL "5A0D4C4E7A6B3F2E1D0C9B8A79685746352413F0"

#endif
