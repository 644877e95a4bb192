#define _GNU_SOURCE
#include "process.h"

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "shim.h"

/* ---------------------------------------------------------------- SIGPIPE */

static struct sigaction sigpipe_of_host;

/* Before the managed runtime starts, which ignores SIGPIPE for the whole process: at
 * the first call, and when the library is loaded, for programs without gates. */
__attribute__((constructor)) static void remember_sigpipe(void) {
  sigaction(SIGPIPE, NULL, &sigpipe_of_host);
}

void shim_process_started(void) {
  sigaction(SIGPIPE, &sigpipe_of_host, NULL);
}

/* ------------------------------------------------------------------- fork */

/* The kernel empties this page in a child however it was forked; where it cannot,
 * the C library's fork calls in_child. */
static char unopened, *page, page_without_kernel;

const char *process_mark = &unopened;

static void in_child(void) {
  __atomic_store_n(page, 0, __ATOMIC_RELAXED);
}

static char *wiped_on_fork(void) {
  size_t bytes = (size_t)sysconf(_SC_PAGESIZE);
  char *made =
      mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (made == MAP_FAILED) return &page_without_kernel;
  if (madvise(made, bytes, MADV_WIPEONFORK) == 0) return made;
  munmap(made, bytes);
  return &page_without_kernel;
}

static void open_process(void) {
  remember_sigpipe();
  page = wiped_on_fork();
  pthread_atfork(NULL, NULL, in_child);
  *page = 1;
  __atomic_store_n(&process_mark, page, __ATOMIC_RELEASE);
}

bool process_open_first(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_process);
  return __atomic_load_n(page, __ATOMIC_RELAXED) != 0;
}
