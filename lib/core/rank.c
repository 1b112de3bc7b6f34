#include "core/rank.h"

#include "core/check.h"

static void swap(float *a, float *b)
{
    float was = *a;

    *a = *b;
    *b = was;
}

/* The part of the list that is still in no order. */
struct part {
    ptrdiff_t low;
    ptrdiff_t high;
};

/* Smaller values to the front, larger to the back, by one from the middle:
 * where each of the two ends; between them all are equal. */
static struct part divide(float *all, struct part p)
{
    float pivot = all[p.low + (p.high - p.low) / 2];
    ptrdiff_t i = p.low, j = p.high;

    while (i <= j) {
        while (all[i] < pivot)
            i++;
        while (all[j] > pivot)
            j--;
        if (i <= j)
            swap(&all[i++], &all[j--]);
    }
    return (struct part){j, i};
}

/* Hoare's selection: only the part with the wanted place is divided on. */
float rank_nth(float *all, size_t n, size_t k)
{
    struct part p = {0, (ptrdiff_t)n - 1};
    ptrdiff_t wanted = (ptrdiff_t)k;

    CHECK(k < n);
    while (p.low < p.high) {
        struct part ends = divide(all, p);

        if (wanted <= ends.low)
            p.high = ends.low;
        else if (wanted >= ends.high)
            p.low = ends.high;
        else
            break;
    }
    return all[k];
}
