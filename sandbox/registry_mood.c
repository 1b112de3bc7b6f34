#include "sandbox/registry_mood.h"

#include <string.h>

static const char *const NAMES[REGISTRY_MODES] = {
    [REGISTRY_NORMAL] = "normal",         [REGISTRY_DOWN] = "down",
    [REGISTRY_CLOSED] = "closed",         [REGISTRY_CUT_BEFORE] = "cut_before",
    [REGISTRY_CUT_AFTER] = "cut_after",   [REGISTRY_FAIL_AFTER] = "fail_after",
    [REGISTRY_PROCESSING] = "processing", [REGISTRY_SLOW] = "slow",
    [REGISTRY_FORGED] = "forged",         [REGISTRY_STRAY_KEY] = "stray_key",
    [REGISTRY_OTHER] = "other_manifest",
};

static enum registry_mode mode_of(const char *name)
{
    int mode = REGISTRY_NORMAL;

    while (mode < REGISTRY_MODES && strcmp(NAMES[mode], name) != 0)
        mode++;
    return (enum registry_mode)mode;
}

static bool is_sound(const struct registry_mood *mood)
{
    bool asks = mood->asks == 200 || mood->asks == 404 || mood->asks == 405;

    return mood->mode < REGISTRY_MODES && mood->times >= 0 &&
           mood->delay_ms >= 0 && mood->refuse_every >= 0 && asks &&
           mood->chance >= 0 && mood->chance <= 100;
}

bool registry_mood_read(const json_t *wish, struct registry_mood *ret)
{
    struct registry_mood mood = REGISTRY_MOOD_INIT;
    const char *name = NAMES[REGISTRY_NORMAL];
    json_int_t times = INT32_MAX, refuse_every = 0, delay_ms = 60000;
    json_int_t chance = 0, seed = 1, asks = 200;
    int deduplicates = 1, forgets = 0, expired = 0;

    if (json_unpack((json_t *)wish,
                    "{s?s, s?I, s?I, s?I, s?I, s?I, s?I, s?b, s?b, s?b !}",
                    "mode", &name, "times", &times, "refuse_every",
                    &refuse_every, "delay_ms", &delay_ms, "chance", &chance,
                    "seed", &seed, "asks", &asks, "deduplicates", &deduplicates,
                    "forgets", &forgets, "expired", &expired) != 0)
        return false;
    mood.mode = mode_of(name);
    mood.times = times;
    mood.delay_ms = delay_ms;
    mood.refuse_every = refuse_every;
    mood.chance = chance;
    mood.seed = (uint64_t)seed;
    mood.asks = asks;
    mood.deduplicates = deduplicates;
    mood.forgets = forgets;
    mood.is_expired = expired;
    if (!is_sound(&mood))
        return false;
    *ret = mood;
    return true;
}

json_t *registry_mood_json(const struct registry_mood *mood)
{
    return json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:b, s:b, s:b}", "mode",
                     NAMES[mood->mode], "times", (json_int_t)mood->times,
                     "refuse_every", (json_int_t)mood->refuse_every, "delay_ms",
                     (json_int_t)mood->delay_ms, "chance",
                     (json_int_t)mood->chance, "asks", (json_int_t)mood->asks,
                     "deduplicates", mood->deduplicates, "forgets",
                     mood->forgets, "expired", mood->is_expired);
}

/* splitmix64: the same seed, the same moods. */
static uint64_t draw(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void registry_mood_draw(struct registry_mood *mood)
{
    bool is_bad = draw(&mood->seed) % 100 < (uint64_t)mood->chance;

    mood->drawn = REGISTRY_NORMAL;
    if (is_bad)
        mood->drawn =
            (enum registry_mode)(1 + draw(&mood->seed) % (REGISTRY_MODES - 1));
}

bool registry_misbehaves(struct registry_mood *mood, enum registry_mode mode)
{
    if (mood->chance > 0)
        return mood->drawn == mode;
    if (mood->mode != mode || mood->times <= 0)
        return false;
    mood->times--;
    return true;
}
