#ifndef INGEST_OPENAPI_H
#define INGEST_OPENAPI_H

/*
 * openapi - proto/openapi.yaml, compiled in so that the answer is the contract
 * this binary was built with.
 */

#include "core/bytes.h"

extern const struct bytes data_openapi_yaml;

#endif
