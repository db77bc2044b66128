/*
 * Loaded before a program (LD_PRELOAD), it makes the disk below one folder fail as a control file says.
 *
 *   FAULTS_FOLDER   paths below it are concerned
 *   FAULTS_CONTROL  a file of at least sizeof(struct control), shared with whoever plans the faults;
 *                          proof/real/disk-faults.ts has the same layout
 *
 * Everything else, sockets included, passes untouched.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct control {
  /* Orders; whoever plans writes them. */
  int64_t room;          /* bytes that can still be written; -1: any number */
  int64_t failing_syncs; /* so many of the next syncs fail with EIO; -1: all */
  int64_t sync_micros;   /* how much longer every sync takes */
  /* Counts; only this library writes them. */
  int64_t writes;
  int64_t syncs;
  int64_t full;          /* writes that found no room */
  int64_t failed_syncs;
  int64_t slow_syncs;
};

static struct control *control;
static char folder[4096];
static size_t folder_length;

#define REAL(name) ((__typeof__(&name))real(#name, (void **)&real_##name))
#define KEEP(name) static void *real_##name

static void *real(const char *name, void **kept) {
  if (*kept == NULL) *kept = dlsym(RTLD_NEXT, name);
  return *kept;
}

KEEP(write);
KEEP(pwrite);
KEEP(pwrite64);
KEEP(writev);
KEEP(pwritev);
KEEP(pwritev64);
KEEP(fsync);
KEEP(fdatasync);
KEEP(ftruncate);
KEEP(ftruncate64);
KEEP(fallocate);
KEEP(fallocate64);
KEEP(posix_fallocate);
KEEP(posix_fallocate64);

__attribute__((constructor)) static void start(void) {
  const char *path = getenv("FAULTS_CONTROL");
  const char *below = getenv("FAULTS_FOLDER");
  if (path == NULL || below == NULL || realpath(below, folder) == NULL) return;
  folder_length = strlen(folder);
  int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void *mapped = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (mapped != MAP_FAILED) control = mapped;
}

#define COUNT(field) __atomic_fetch_add(&control->field, 1, __ATOMIC_RELAXED)
#define ORDER(field) __atomic_load_n(&control->field, __ATOMIC_RELAXED)

/* Whether the descriptor is a file or folder below the folder, or the folder itself. */
static int concerned(int fd) {
  struct stat info;
  char link[64], path[4096];
  if (control == NULL || fstat(fd, &info) != 0 || (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode))) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path);
  if (length < (ssize_t)folder_length || strncmp(path, folder, folder_length) != 0) return 0;
  return length == (ssize_t)folder_length || path[folder_length] == '/';
}

/* Takes one of `*left`, which is as good as endless below zero. */
static int take_one(int64_t *left) {
  int64_t now = __atomic_load_n(left, __ATOMIC_RELAXED);
  while (now > 0)
    if (__atomic_compare_exchange_n(left, &now, now - 1, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) return 1;
  return now < 0;
}

/* How many of `wanted` bytes there is room for. */
static size_t take_room(size_t wanted) {
  int64_t now = ORDER(room);
  while (now >= 0) {
    size_t given = (uint64_t)now < wanted ? (size_t)now : wanted;
    if (__atomic_compare_exchange_n(&control->room, &now, now - (int64_t)given, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) return given;
  }
  return wanted;
}

static int sync_fails(void) {
  COUNT(syncs);
  int64_t micros = ORDER(sync_micros);
  if (micros > 0) {
    struct timespec time = {micros / 1000000, micros % 1000000 * 1000};
    nanosleep(&time, NULL);
    COUNT(slow_syncs);
  }
  if (!take_one(&control->failing_syncs)) return 0;
  COUNT(failed_syncs);
  return 1;
}

static ssize_t fail(int code) {
  errno = code;
  return -1;
}

/*
 * What becomes of a write of `wanted` bytes: how many of them are written. A full disk takes as many as there is room for;
 * a failing one half of them, and then `*failed` is set. Overwriting needs room too, as where files are copied on write.
 */
static size_t planned(int fd, size_t wanted, int *failed) {
  *failed = 0;
  COUNT(writes);
  int flags = fcntl(fd, F_GETFL);
  if (wanted > 0 && (flags & (O_DSYNC | O_SYNC)) != 0 && sync_fails()) {
    *failed = EIO;
    return wanted / 2;
  }
  size_t given = take_room(wanted);
  if (given == 0 && wanted > 0) {
    COUNT(full);
    *failed = ENOSPC;
  }
  return given;
}

#define WRITE(fd, bytes, count, call)                  \
  do {                                                 \
    if (!concerned(fd)) return call(bytes, count);     \
    int failed;                                        \
    size_t given = planned(fd, count, &failed);        \
    if (failed == 0) return call(bytes, given);        \
    if (given > 0) (void)!call(bytes, given);          \
    return fail(failed);                               \
  } while (0)

ssize_t write(int fd, const void *bytes, size_t count) {
#define CALL(b, n) REAL(write)(fd, b, n)
  WRITE(fd, bytes, count, CALL);
#undef CALL
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
#define CALL(b, n) REAL(pwrite)(fd, b, n, at)
  WRITE(fd, bytes, count, CALL);
#undef CALL
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
#define CALL(b, n) REAL(pwrite64)(fd, b, n, at)
  WRITE(fd, bytes, count, CALL);
#undef CALL
}

/* Of several pieces a failing disk takes only the first, or a part of it: a short write, as the system may give one at any time. */
#define WRITE_FIRST(fd, pieces, count, whole, one)                               \
  do {                                                                           \
    if (count <= 0 || !concerned(fd)) return whole;                              \
    if (ORDER(room) < 0 && ORDER(failing_syncs) == 0 && ORDER(sync_micros) == 0) { \
      COUNT(writes);                                                             \
      return whole;                                                              \
    }                                                                            \
    return one;                                                                  \
  } while (0)

ssize_t writev(int fd, const struct iovec *pieces, int count) {
  WRITE_FIRST(fd, pieces, count, REAL(writev)(fd, pieces, count), write(fd, pieces[0].iov_base, pieces[0].iov_len));
}

ssize_t pwritev(int fd, const struct iovec *pieces, int count, off_t at) {
  WRITE_FIRST(fd, pieces, count, REAL(pwritev)(fd, pieces, count, at), pwrite(fd, pieces[0].iov_base, pieces[0].iov_len, at));
}

ssize_t pwritev64(int fd, const struct iovec *pieces, int count, off64_t at) {
  WRITE_FIRST(fd, pieces, count, REAL(pwritev64)(fd, pieces, count, at), pwrite64(fd, pieces[0].iov_base, pieces[0].iov_len, at));
}

int fsync(int fd) {
  return concerned(fd) && sync_fails() ? (int)fail(EIO) : REAL(fsync)(fd);
}

int fdatasync(int fd) {
  return concerned(fd) && sync_fails() ? (int)fail(EIO) : REAL(fdatasync)(fd);
}

/* Whether making the file `size` long has to fail for want of room. */
static int no_room_for(int fd, int64_t size) {
  struct stat info;
  if (!concerned(fd) || fstat(fd, &info) != 0 || size <= info.st_size) return 0;
  if (take_room((size_t)(size - info.st_size)) == (size_t)(size - info.st_size)) return 0;
  COUNT(full);
  return 1;
}

int ftruncate(int fd, off_t size) {
  return no_room_for(fd, size) ? (int)fail(ENOSPC) : REAL(ftruncate)(fd, size);
}

int ftruncate64(int fd, off64_t size) {
  return no_room_for(fd, size) ? (int)fail(ENOSPC) : REAL(ftruncate64)(fd, size);
}

int fallocate(int fd, int mode, off_t at, off_t length) {
  return no_room_for(fd, at + length) ? (int)fail(ENOSPC) : REAL(fallocate)(fd, mode, at, length);
}

int fallocate64(int fd, int mode, off64_t at, off64_t length) {
  return no_room_for(fd, at + length) ? (int)fail(ENOSPC) : REAL(fallocate64)(fd, mode, at, length);
}

int posix_fallocate(int fd, off_t at, off_t length) {
  return no_room_for(fd, at + length) ? ENOSPC : REAL(posix_fallocate)(fd, at, length);
}

int posix_fallocate64(int fd, off64_t at, off64_t length) {
  return no_room_for(fd, at + length) ? ENOSPC : REAL(posix_fallocate64)(fd, at, length);
}
