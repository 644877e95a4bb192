/* What the library owes the process it lives in. */
#include <pthread.h>
#include <signal.h>
#include <stddef.h>

#include "shim.h"

static struct sigaction sigpipe_of_host;
static int forked;

/* Runs when the library is loaded, before the managed runtime starts and ignores
 * SIGPIPE for the whole process. */
__attribute__((constructor)) static void remember_sigpipe(void) {
  sigaction(SIGPIPE, NULL, &sigpipe_of_host);
}

static void in_child(void) {
  __atomic_store_n(&forked, 1, __ATOMIC_RELAXED);
}

static void start(void) {
  sigaction(SIGPIPE, &sigpipe_of_host, NULL);
  pthread_atfork(NULL, NULL, in_child);
}

void shim_process_start(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, start);
}

int32_t shim_process_forked(void) {
  return __atomic_load_n(&forked, __ATOMIC_RELAXED);
}
