#include "relay/print/zip_out.h"

#include "core/check.h"
#include "core/time.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>

struct zip_out {
    struct archive *archive;
    sheet_write *write;
    void *to;
    int64_t made_ms;
    int fault; /* of the first write that failed */
};

static la_ssize_t write_piece(struct archive *archive, void *closure,
                              const void *data, size_t len)
{
    struct zip_out *z = closure;

    if (z->fault == 0)
        z->fault = z->write(z->to, (struct bytes){data, len});
    if (z->fault == 0)
        return (la_ssize_t)len;
    archive_set_error(archive, -z->fault, "write");
    return -1;
}

static int fault_of(const struct zip_out *z)
{
    return z->fault ? z->fault : -ENOMEM;
}

int zip_out_new(sheet_write *write, void *to, int64_t made_ms,
                struct zip_out **ret)
{
    struct zip_out *z = must_alloc(sizeof *z);

    z->write = write;
    z->to = to;
    z->made_ms = made_ms;
    z->archive = archive_write_new();
    if (!z->archive || archive_write_set_format_zip(z->archive) != ARCHIVE_OK ||
        archive_write_zip_set_compression_store(z->archive) != ARCHIVE_OK ||
        archive_write_set_bytes_in_last_block(z->archive, 1) != ARCHIVE_OK ||
        archive_write_open(z->archive, z, NULL, write_piece, NULL) !=
            ARCHIVE_OK) {
        int r = fault_of(z);
        zip_out_free(z);
        return r;
    }
    *ret = z;
    return 0;
}

int zip_out_add(struct zip_out *z, const char *name, struct bytes file)
{
    struct archive_entry *entry = archive_entry_new();
    bool is_ok;

    if (!entry)
        return -ENOMEM;
    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, (la_int64_t)file.len);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, z->made_ms / TIME_MS_PER_S, 0);
    is_ok = archive_write_header(z->archive, entry) == ARCHIVE_OK &&
            archive_write_data(z->archive, file.at, file.len) ==
                (la_ssize_t)file.len;
    archive_entry_free(entry);
    return is_ok ? 0 : fault_of(z);
}

int zip_out_finish(struct zip_out *z)
{
    return archive_write_close(z->archive) == ARCHIVE_OK ? 0 : fault_of(z);
}

void zip_out_free(struct zip_out *z)
{
    if (!z)
        return;
    z->fault = z->fault ? z->fault : -ECANCELED; /* write no more */
    if (z->archive)
        archive_write_free(z->archive);
    free(z);
}
