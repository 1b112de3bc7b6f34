#include "ingest/app.h"

#include "net/redis_async.h"
#include "service/admit_client.h"

int64_t app_now_ms(const struct app *app)
{
    return admit_client_now_ms(app->dispatch);
}

static bool is_deep(const struct app *app, const char *stage, int64_t most)
{
    return admit_client_load(app->dispatch, stage).waiting > (uint64_t)most;
}

static bool has_no_room(const struct app *app)
{
    return app->disk_full || app->uploads >= (uint64_t)app->cfg->uploads;
}

bool app_is_busy(const struct app *app, enum demand demand)
{
    if (demand == DEMAND_NOTHING)
        return false;
    if (app->is_stopping || !redis_async_is_up(app->redis))
        return true;
    if (demand == DEMAND_READ)
        return false;
    if (!admit_client_is_up(app->dispatch) ||
        is_deep(app, "billing", app->cfg->busy_jobs))
        return true;
    if (demand == DEMAND_FILE)
        return has_no_room(app);
    if (demand == DEMAND_CODE)
        return is_deep(app, "decode", app->cfg->busy_jobs);
    if (demand == DEMAND_SHOT)
        return has_no_room(app) || is_deep(app, "qc", app->cfg->busy_jobs);
    if (demand == DEMAND_DRY_RUN)
        return has_no_room(app) || is_deep(app, "qc", app->cfg->busy_dry_runs);
    return false;
}
