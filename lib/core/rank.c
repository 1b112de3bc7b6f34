#include "core/rank.h"

#include "core/check.h"

static void swap(float *a, float *b)
{
    float was = *a;

    *a = *b;
    *b = was;
}

/* Hoare's selection: what lies between `low` and `high` is still in no order,
 * everything before is smaller, everything behind larger. */
float rank_nth(float *all, size_t n, size_t k)
{
    ptrdiff_t low = 0, high = (ptrdiff_t)n - 1, wanted = (ptrdiff_t)k;

    CHECK(k < n);
    while (low < high) {
        float pivot = all[low + (high - low) / 2];
        ptrdiff_t i = low, j = high;

        while (i <= j) {
            while (all[i] < pivot)
                i++;
            while (all[j] > pivot)
                j--;
            if (i <= j)
                swap(&all[i++], &all[j--]);
        }
        if (wanted <= j)
            high = j;
        else if (wanted >= i)
            low = i;
        else
            break;
    }
    return all[k];
}
