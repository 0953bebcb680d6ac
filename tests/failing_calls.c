/* SPDX-License-Identifier: MIT */
/* Fails one call of write, pwrite, fsync or fdatasync on files below a folder, once armed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char below[4096];
static long calls, failing;
static int error_number;

/* From now on count; fail the `call`-th (from 1, 0 for none) with `number`. Returns the old count. */
long calls_arm(const char *folder, long call, int number)
{
    long before = calls;
    strncpy(below, folder, sizeof below - 1);
    calls = 0;
    failing = call;
    error_number = number;
    return before;
}

static int fails(int fd)
{
    char link[64], path[4096];
    ssize_t length;
    int kept = errno;
    if (!below[0])
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, sizeof path - 1);
    errno = kept;
    if (length < 0)
        return 0;
    path[length] = 0;
    if (strncmp(path, below, strlen(below)) || ++calls != failing)
        return 0;
    errno = error_number;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *data, size_t size)
{
    return fails(fd) ? -1 : REAL(write)(fd, data, size);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
    return fails(fd) ? -1 : REAL(pwrite)(fd, data, size, at);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
    return fails(fd) ? -1 : REAL(pwrite64)(fd, data, size, at);
}

int fsync(int fd)
{
    return fails(fd) ? -1 : REAL(fsync)(fd);
}

int fdatasync(int fd)
{
    return fails(fd) ? -1 : REAL(fdatasync)(fd);
}
