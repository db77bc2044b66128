/*
 * Records what a process does to the files below RECORDER_ROOT, in one order over all its threads, into RECORDER_LOG.
 *
 * The disk is played: nothing is synced in truth. A sync, and a write through O_DSYNC or O_SYNC, returns after a pause of
 * about RECORDER_SYNC_US microseconds, and begin and return are recorded apart, so a reader knows what was on its way when.
 * What reaches the system's files is exactly what is in the record, also when the process ends: it ends by itself, between
 * two operations, once the file RECORDER_STOP exists. RECORDER_BOOT_ID stands for the machine's boot id.
 *
 * Not seen: writes through mappings (SQLite's -shm, which need not survive) and what only other libraries call.
 * Whoever reads a record checks that it adds up to the folder.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum kind { START = 1, OPEN, CLOSE, WRITE, WRITTEN, TRUNCATE, SYNC, SYNCED, RENAME, REMOVE, MKDIR };
enum { THROUGH = 1, ZEROS = 2 };

/* Followed by `path_length` bytes of path and, unless ZEROS is set, by `length` bytes of data. Little endian. */
struct record {
  uint8_t kind;
  uint8_t flags;
  uint16_t path_length;
  int32_t fd;
  uint64_t at; /* offset, size, flags of an open, or the number of the record that returns */
  uint64_t length;
  uint64_t time; /* CLOCK_MONOTONIC, nanoseconds */
};

enum { files = 65536, most_parts = 64 };
static uint8_t seen[files]; /* 0: not ours, 1: ours, 2: ours and written through */
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static const char *root, *stop_file, *boot_id;
static size_t root_length;
static int log_fd = -1;
static uint64_t records, pause_us;

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_pwritev)(int, const struct iovec *, int, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int), (*real_fdatasync)(int);
static int (*real_rename)(const char *, const char *);
static int (*real_unlink)(const char *), (*real_remove)(const char *), (*real_rmdir)(const char *);
static int (*real_unlinkat)(int, const char *, int);
static int (*real_mkdir)(const char *, mode_t);
static long (*real_syscall)(long, ...);

static void find(void *function, const char *name) { *(void **)function = dlsym(RTLD_NEXT, name); }

static uint64_t monotonic(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* What was not recorded would make every verdict wrong. */
static void give_up(const char *why) {
  dprintf(2, "recorder: %s\n", why);
  kill(getpid(), SIGKILL);
}

static ssize_t length_of(const struct iovec *parts, int count) {
  ssize_t length = 0;
  for (int i = 0; i < count; i++) length += (ssize_t)parts[i].iov_len;
  return length;
}

static void put(const struct iovec *parts, int count) {
  if (real_writev(log_fd, parts, count) != length_of(parts, count)) give_up("the record cannot be written");
}

static int all_zero(const struct iovec *parts, int count) {
  for (int i = 0; i < count; i++) {
    const uint8_t *bytes = parts[i].iov_base;
    size_t length = parts[i].iov_len;
    if (length > 0 && (bytes[0] != 0 || memcmp(bytes, bytes + 1, length - 1) != 0)) return 0;
  }
  return 1;
}

/* Gives the number of the record. The lock is held. */
static uint64_t record(struct record head, const char *path, const struct iovec *parts, int count) {
  struct iovec all[2 + most_parts];
  if (count > most_parts) give_up("a write of too many parts");
  head.time = monotonic();
  head.path_length = path == NULL ? 0 : (uint16_t)strlen(path);
  head.length = (uint64_t)length_of(parts, count);
  if (count > 0 && all_zero(parts, count)) {
    head.flags |= ZEROS;
    count = 0;
  }
  all[0] = (struct iovec){&head, sizeof head};
  all[1] = (struct iovec){(void *)path, head.path_length};
  for (int i = 0; i < count; i++) all[2 + i] = parts[i];
  put(all, 2 + count);
  return records++;
}

static uint64_t note(enum kind kind, int fd, uint64_t at, const char *path) {
  return record((struct record){.kind = kind, .fd = fd, .at = at}, path, NULL, 0);
}

static void lock(void) {
  pthread_mutex_lock(&order);
  if (log_fd >= 0 && access(stop_file, F_OK) == 0) kill(getpid(), SIGKILL);
}

static void unlock(void) {
  int kept = errno;
  pthread_mutex_unlock(&order);
  errno = kept;
}

static int is_ours(int fd) { return log_fd >= 0 && fd >= 0 && fd < files && seen[fd] != 0; }

/* Whether `path` is below the root; `full` is then its absolute form. */
static int below(const char *path, char full[PATH_MAX]) {
  if (log_fd < 0 || path == NULL) return 0;
  if (path[0] == '/') snprintf(full, PATH_MAX, "%s", path);
  else if (getcwd(full, PATH_MAX - strlen(path) - 2) == NULL) return 0;
  else strcat(strcat(full, "/"), path);
  size_t end = strlen(full);
  while (end > 1 && full[end - 1] == '/') full[--end] = 0;
  return strncmp(full, root, root_length) == 0 && (full[root_length] == '/' || full[root_length] == 0);
}

static void take_time(void) {
  static __thread unsigned int seed;
  if (pause_us == 0) return;
  if (seed == 0) seed = (unsigned int)monotonic();
  usleep((useconds_t)(rand_r(&seed) % (2 * pause_us)));
}

static int open_below(const char *path, int flags, mode_t mode) {
  char full[PATH_MAX];
  if (boot_id != NULL && path != NULL && strcmp(path, "/proc/sys/kernel/random/boot_id") == 0) path = boot_id;
  if (!below(path, full)) return real_open(path, flags, mode);
  int through = (flags & O_DSYNC) != 0;
  lock();
  int fd = real_open(path, flags & ~O_SYNC & ~O_DSYNC, mode);
  if (fd >= files) give_up("too many open files");
  if (fd >= 0) {
    seen[fd] = through ? 2 : 1;
    note(OPEN, fd, (uint64_t)flags, full);
  }
  unlock();
  return fd;
}

static ssize_t write_below(int fd, const struct iovec *parts, int count, off_t at) {
  struct stat about;
  ssize_t written;
  lock();
  if (at < 0) {
    at = lseek(fd, 0, SEEK_CUR);
    if (fcntl(fd, F_GETFL) & O_APPEND && fstat(fd, &about) == 0) at = about.st_size;
    lseek(fd, at, SEEK_SET);
    written = real_writev(fd, parts, count);
  } else written = real_pwritev(fd, parts, count, at);
  if (written != length_of(parts, count)) give_up("the system wrote less than it was asked to");
  uint8_t through = seen[fd] == 2;
  uint64_t number = record((struct record){.kind = WRITE, .flags = through ? THROUGH : 0, .fd = fd, .at = (uint64_t)at}, NULL, parts, count);
  unlock();
  if (through) {
    take_time();
    lock();
    note(WRITTEN, fd, number, NULL);
    unlock();
  }
  return written;
}

static int sync_below(int fd) {
  lock();
  uint64_t number = note(SYNC, fd, 0, NULL);
  unlock();
  take_time();
  lock();
  note(SYNCED, fd, number, NULL);
  unlock();
  return 0;
}

static int remove_below(const char *path, const char *full, int (*act)(const char *)) {
  lock();
  int result = act(path);
  if (result == 0) note(REMOVE, -1, 0, full);
  unlock();
  return result;
}

static mode_t mode_of(int flags, va_list rest) { return flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; }

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_below(path, flags, mode);
}

int open64(const char *path, int flags, ...) __attribute__((alias("open")));

int openat(int folder, const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return folder == AT_FDCWD || path[0] == '/' ? open_below(path, flags, mode) : real_openat(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) __attribute__((alias("openat")));

int close(int fd) {
  if (!is_ours(fd)) return real_close(fd);
  lock();
  seen[fd] = 0;
  note(CLOSE, fd, 0, NULL);
  int result = real_close(fd);
  unlock();
  return result;
}

/* libuv closes and copies files past the functions of the library. */
long syscall(long number, ...) {
  long a[6];
  va_list rest;
  va_start(rest, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(rest, long);
  va_end(rest);
  if (number == SYS_close && is_ours((int)a[0])) return close((int)a[0]);
  if (number == SYS_copy_file_range && is_ours((int)a[2])) give_up("a file was copied past the record");
  return real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

ssize_t write(int fd, const void *bytes, size_t length) {
  if (!is_ours(fd)) return real_write(fd, bytes, length);
  return write_below(fd, &(struct iovec){(void *)bytes, length}, 1, -1);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  return is_ours(fd) ? write_below(fd, parts, count, -1) : real_writev(fd, parts, count);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) {
  if (!is_ours(fd)) return real_pwrite(fd, bytes, length, at);
  return write_below(fd, &(struct iovec){(void *)bytes, length}, 1, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) __attribute__((alias("pwrite64")));

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  return is_ours(fd) ? write_below(fd, parts, count, at) : real_pwritev(fd, parts, count, at);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t at) __attribute__((alias("pwritev")));

int ftruncate64(int fd, off_t size) {
  if (!is_ours(fd)) return real_ftruncate(fd, size);
  lock();
  int result = real_ftruncate(fd, size);
  if (result == 0) note(TRUNCATE, fd, (uint64_t)size, NULL);
  unlock();
  return result;
}

int ftruncate(int fd, off_t size) __attribute__((alias("ftruncate64")));

int fsync(int fd) { return is_ours(fd) ? sync_below(fd) : real_fsync(fd); }

int fdatasync(int fd) { return is_ours(fd) ? sync_below(fd) : real_fdatasync(fd); }

int rename(const char *from, const char *to) {
  char source[PATH_MAX], target[PATH_MAX];
  if (!below(to, target) || !below(from, source)) return real_rename(from, to);
  lock();
  int result = real_rename(from, to);
  struct iovec part = {target, strlen(target)};
  if (result == 0) record((struct record){.kind = RENAME, .fd = -1}, source, &part, 1);
  unlock();
  return result;
}

int unlink(const char *path) {
  char full[PATH_MAX];
  return below(path, full) ? remove_below(path, full, real_unlink) : real_unlink(path);
}

int remove(const char *path) {
  char full[PATH_MAX];
  return below(path, full) ? remove_below(path, full, real_remove) : real_remove(path);
}

int rmdir(const char *path) {
  char full[PATH_MAX];
  return below(path, full) ? remove_below(path, full, real_rmdir) : real_rmdir(path);
}

int unlinkat(int folder, const char *path, int flags) {
  if (folder != AT_FDCWD && path[0] != '/') return real_unlinkat(folder, path, flags);
  return flags & AT_REMOVEDIR ? rmdir(path) : unlink(path);
}

int mkdir(const char *path, mode_t mode) {
  char full[PATH_MAX];
  if (!below(path, full)) return real_mkdir(path, mode);
  lock();
  int result = real_mkdir(path, mode);
  if (result == 0) note(MKDIR, -1, 0, full);
  unlock();
  return result;
}

__attribute__((constructor)) static void begin(void) {
  find(&real_open, "open64"), find(&real_openat, "openat64"), find(&real_close, "close");
  find(&real_write, "write"), find(&real_writev, "writev"), find(&real_pwrite, "pwrite64"), find(&real_pwritev, "pwritev64");
  find(&real_ftruncate, "ftruncate64"), find(&real_fsync, "fsync"), find(&real_fdatasync, "fdatasync");
  find(&real_rename, "rename"), find(&real_unlink, "unlink"), find(&real_remove, "remove"), find(&real_rmdir, "rmdir");
  find(&real_unlinkat, "unlinkat"), find(&real_mkdir, "mkdir"), find(&real_syscall, "syscall");
  const char *log = getenv("RECORDER_LOG"), *us = getenv("RECORDER_SYNC_US");
  root = getenv("RECORDER_ROOT"), stop_file = getenv("RECORDER_STOP"), boot_id = getenv("RECORDER_BOOT_ID");
  if (root == NULL || stop_file == NULL || log == NULL) return;
  root_length = strlen(root);
  pause_us = us == NULL ? 0 : strtoull(us, NULL, 10);
  log_fd = real_open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log_fd < 0) give_up("RECORDER_LOG cannot be opened");
  note(START, -1, 0, NULL);
}
