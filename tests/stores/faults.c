/* Preloaded into counter: makes what it asks of the disk for its store fail, or
 * writes down what it asks, so that a loss of power can be played.
 *
 *   FAULT_AT=N      the Nth write, sync or truncation of a store's file fails
 *   FAULT_FOR=M     and M-1 behind it; 0: all of them
 *   FAULT_ERRNO=E   with this; a write of more than 100 bytes may write half before
 *   FAULT_TRACE=F   all of them, and what goes to standard output, in order */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long seen;

/* 0: the database; 1: its log; 2: its journal; -1: another file. */
static int file_of(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 4) return -1;
  path[length] = 0;
  const char *name = strrchr(path, '/');
  if (name == NULL) return -1;
  return strcmp(name, "/n.db") == 0           ? 0
         : strcmp(name, "/n.db-wal") == 0     ? 1
         : strcmp(name, "/n.db-journal") == 0 ? 2
                                              : -1;
}

static long number(const char *name, long otherwise) {
  const char *text = getenv(name);
  return text == NULL ? otherwise : atol(text);
}

static int strikes(void) {
  long at = number("FAULT_AT", 0), count = number("FAULT_FOR", 1);
  seen++;
  return at > 0 && seen >= at && (count == 0 || seen < at + count);
}

static void note(char kind, int file, int64_t offset, const void *data, size_t length) {
  static int trace = -1;
  const char *path = getenv("FAULT_TRACE");
  if (path == NULL) return;
  if (trace < 0) trace = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  char head[16] = {kind, (char)file};
  uint32_t bytes = (uint32_t)length;
  memcpy(head + 2, &bytes, sizeof bytes);
  memcpy(head + 6, &offset, sizeof offset);
  syscall(SYS_write, trace, head, sizeof head);
  if (length > 0) syscall(SYS_write, trace, data, length);
}

static ssize_t put(int fd, const void *data, size_t length, int64_t offset, int at) {
  int file = fd == 1 ? 9 : file_of(fd);
  if (file < 0)
    return at ? syscall(SYS_pwrite64, fd, data, length, offset)
              : syscall(SYS_write, fd, data, length);
  pthread_mutex_lock(&lock);
  ssize_t done;
  if (file != 9 && strikes()) {
    if (length > 100 && seen % 2 == 0)
      done = at ? syscall(SYS_pwrite64, fd, data, length / 2, offset)
                : syscall(SYS_write, fd, data, length / 2);
    errno = (int)number("FAULT_ERRNO", EIO);
    done = -1;
  } else {
    if (!at) offset = file == 9 ? 0 : lseek(fd, 0, SEEK_CUR);
    done = at ? syscall(SYS_pwrite64, fd, data, length, offset)
              : syscall(SYS_write, fd, data, length);
    if (done > 0) note(file == 9 ? 'a' : 'w', file, offset, data, (size_t)done);
  }
  int code = errno;
  pthread_mutex_unlock(&lock);
  errno = code;
  return done;
}

static int other(char kind, int fd, int64_t length) {
  int file = file_of(fd), done;
  pthread_mutex_lock(&lock);
  if (file >= 0 && strikes()) {
    errno = (int)number("FAULT_ERRNO", EIO);
    done = -1;
  } else {
    done = kind == 't'
               ? (int)syscall(SYS_ftruncate, fd, length)
               : (int)syscall(
                     getenv("FAULT_TRACE") != NULL ? SYS_getpid : SYS_fdatasync, fd);
    if (kind == 's' && done > 0) done = 0; /* a trace needs no disk */
    if (file >= 0 && done == 0) note(kind, file, length, NULL, 0);
  }
  int code = errno;
  pthread_mutex_unlock(&lock);
  errno = code;
  return done;
}

ssize_t write(int fd, const void *data, size_t length) {
  return put(fd, data, length, 0, 0);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
  return put(fd, data, length, offset, 1);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  return put(fd, data, length, offset, 1);
}

int fsync(int fd) {
  return other('s', fd, 0);
}

int fdatasync(int fd) {
  return other('s', fd, 0);
}

int ftruncate(int fd, off_t length) {
  return other('t', fd, length);
}

int ftruncate64(int fd, off64_t length) {
  return other('t', fd, length);
}

int unlink(const char *path) {
  const char *name = strrchr(path, '/');
  name = name == NULL ? path : name + 1;
  int file = strcmp(name, "n.db-wal") == 0       ? 1
             : strcmp(name, "n.db-journal") == 0 ? 2
                                                 : -1;
  pthread_mutex_lock(&lock);
  int done = (int)syscall(SYS_unlink, path);
  if (file >= 0 && done == 0) note('d', file, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return done;
}
