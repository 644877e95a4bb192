/* Children, the end of the process, the library "unloaded". */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "classes.h"

static void fork_and_call(call *c, luavm_status want) {
  pid_t child = fork();
  CHECK(child >= 0, "fork");
  if (child == 0) {
    in_child = true;
    alarm(30);
    call_expect(c, want);
    _exit(0);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) CHECK(errno == EINTR, "waitpid");
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the child ended with %x",
        status);
}

static luavm_status in_children(const export *of) {
  return of->works_in_child ? LUAVM_OK : status_if(of, LUAVM_FORKED);
}

static void forked(const export *of) {
  call c;
  call_open(&c, of);
  for (int i = 0; i < 5; i++) fork_and_call(&c, in_children(of));
  call_expect(&c, LUAVM_OK);
  call_end(&c);
}

/* Whatever else is wrong with the call, the child learns that first. */
static void forked_with_null(const export *of) {
  call c;
  call_open(&c, of);
  slot before[PARAMETER_MAX];
  memcpy(before, c.slots, sizeof before);
  memset(c.slots, 0, sizeof c.slots);
  fork_and_call(&c, in_children(of));
  memcpy(c.slots, before, sizeof before);
  call_end(&c);
}

static void unloaded(const export *of) {
  call_succeeds(of);
  dlclose(library);
  dlclose(library);
  call_succeeds(of);
}

static call last;

static void call_at_exit(void) {
  call_expect(&last, LUAVM_OK);
  call_end(&last);
}

static void at_exit(const export *of) {
  call_open(&last, of);
  CHECK(atexit(call_at_exit) == 0, "atexit");
}

static void *call_forever(void *of) {
  for (;;) call_succeeds(of);
  return NULL;
}

/* The main thread returns while others are at it. */
static void while_the_process_exits(const export *of) {
  pthread_t thread;
  call_succeeds(of);
  for (int i = 0; i < 3; i++)
    CHECK(pthread_create(&thread, NULL, call_forever, (void *)(uintptr_t)of) == 0,
          "pthread_create");
  usleep(5000);
}

const misuse process_misuses[] = {
    {"answers_forked_in_a_child", every_export, forked, false},
    {"answers_forked_before_anything_else", every_export, forked_with_null, false},
    {"works_after_dlclose", every_export, unloaded, false},
    {"works_at_exit", on_any_thread, at_exit, true},
    {"lets_the_process_exit_meanwhile", on_any_thread, while_the_process_exits, true},
    {NULL, NULL, NULL, false}};
