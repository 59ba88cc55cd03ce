/* A disk whose every sync costs the same: for LD_PRELOAD, with files on a memory file system, where syncing is free.
 *
 *   cc -O2 -shared -fPIC -o fsync-delay.so fsync-delay.c
 *   FSYNC_US=1000 FSYNC_COUNT=/dev/shm/count LD_PRELOAD=./fsync-delay.so program
 *
 * FSYNC_US     microseconds of one fsync or fdatasync (1000 if unset)
 * FSYNC_COUNT  a file of 8 bytes in which all processes count their syncs together, if set
 *
 * SQLite syncs in the process that has linked it, so that process gets the variable. PostgreSQL syncs in its server
 * processes: the variable belongs to the server, which hands it to its children, and wal_sync_method must be
 * fdatasync or fsync, since open_datasync would never come by here. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

static struct timespec cost = { 0, 1000 * 1000 };
static _Atomic uint64_t *syncs;

__attribute__((constructor)) static void prepare(void)
{
    const char *us = getenv("FSYNC_US"), *path = getenv("FSYNC_COUNT");
    if (us) {
        long given = atol(us);
        cost.tv_sec = given / 1000000;
        cost.tv_nsec = given % 1000000 * 1000;
    }
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (0 <= file) {
        void *shared = mmap(0, sizeof *syncs, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (shared != MAP_FAILED)
            syncs = shared;
        close(file);
    }
}

static int pay(void)
{
    struct timespec left = cost;
    prctl(PR_SET_TIMERSLACK, 1000UL, 0UL, 0UL, 0UL); /* A thread's own: without it a sleep lasts 50 microseconds more. */
    while (nanosleep(&left, &left) == -1 && errno == EINTR)
        ;
    if (syncs)
        atomic_fetch_add(syncs, 1);
    return 0;
}

int fsync(int file)
{
    (void)file;
    return pay();
}

int fdatasync(int file)
{
    (void)file;
    return pay();
}
