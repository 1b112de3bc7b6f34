#include "ingest/openapi.h"

#include "ingest/routes.h"

void openapi_get(struct call *c)
{
    call_bytes(c, "application/yaml; charset=utf-8", data_openapi_yaml, NULL);
}
