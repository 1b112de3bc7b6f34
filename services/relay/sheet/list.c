#include "relay/sheet/list.h"

#include <errno.h>
#include <string.h>

/* 1, 0 at the end, or a negative errno. */
static int read_line(struct list *list)
{
    size_t len;

    do {
        errno = 0;
        if (!fgets(list->text, sizeof list->text, list->file))
            return ferror(list->file) ? (errno ? -errno : -EIO) : 0;
        list->line++;
        len = strlen(list->text);
        if (len + 1 == sizeof list->text && list->text[len - 1] != '\n')
            return -EMSGSIZE;
        list->text[strcspn(list->text, "\r\n")] = 0;
    } while (!*list->text);
    return 1;
}

/* Ends the field and returns what is behind it: an empty text at the end. */
static char *cut(char *field)
{
    char *end = field + strcspn(field, "\t");

    if (*end)
        *end++ = 0;
    return end;
}

static int next_line(struct list *list, struct list_item *ret)
{
    char *caption, *code;
    int r = read_line(list);

    if (r <= 0)
        return r;
    caption = cut(list->text);
    code = cut(caption);
    if (!*list->text || *cut(code))
        return -EINVAL;
    *ret = (struct list_item){list->text, caption, code};
    return 1;
}

int list_next(struct list *list, struct list_item *ret)
{
    if (list->file)
        return next_line(list, ret);
    if (!*list->paths)
        return 0;
    *ret = (struct list_item){*list->paths++, list->caption, list->code};
    return 1;
}

size_t list_count(struct list *list)
{
    size_t n = 0;

    if (!list->file) {
        while (list->paths[n])
            n++;
        return n;
    }
    if (fseek(list->file, 0, SEEK_SET) != 0)
        return 0;
    while (read_line(list) > 0)
        n++;
    rewind(list->file);
    list->line = 0;
    return n;
}
