/* Exports called from within host functions, and by what they call. */
#include <pthread.h>
#include <stdlib.h>

#include "classes.h"

enum { DEEPEST = 16, CHAIN = 400 };

static bool has_vm(const export *of) {
  return find_kind(of, KIND_HANDLE) >= 0;
}

static bool named(const export *of, const char *name) {
  return strcmp(of->name, name) == 0;
}

/* What a host function gets for calling it in its own VM. */
static luavm_status within(const export *of) {
  bool refused = named(of, "vm_reset") || named(of, "vm_resume");
  return refused ? LUAVM_BUSY : LUAVM_OK;
}

/* A call to be made by a host function of its VM. */
typedef struct inner {
  call made;
  luavm_status want;
  bool on_thread, collect;
  int depth;
} inner;

static void *make_inner(void *at) {
  inner *i = at;
  call_expect(&i->made, i->want);
  return NULL;
}

static luavm_status call_inner(void *user, const luavm_call *made, luavm_reply *reply) {
  inner *i = user;
  int64_t figure;
  pthread_t thread;
  luavm_reply *before = lent_reply;
  lent_reply = reply;
  if (i->made.of->parameter_count > 0 && find_kind(i->made.of, KIND_REPLY) >= 0)
    i->made.slots[find_kind(i->made.of, KIND_REPLY)].p = reply;
  if (i->collect)
    CHECK(vm_gc(made->vm, LUAVM_GC_COLLECT, 0, &figure) == LUAVM_OK, "vm_gc");
  if (i->on_thread) {
    CHECK(pthread_create(&thread, NULL, make_inner, i) == 0, "pthread_create");
    pthread_join(thread, NULL);
  } else {
    make_inner(i);
  }
  if (i->collect && !i->made.consumed)
    CHECK(vm_gc(made->vm, LUAVM_GC_COLLECT, 0, &figure) == LUAVM_OK, "vm_gc");
  lent_reply = before;
  return LUAVM_OK;
}

/* How a run ends within which it was called. */
static luavm_status run_ends(const export *of) {
  if (named(of, "vm_free")) return LUAVM_CLOSED;
  return named(of, "vm_interrupt") ? LUAVM_CANCELLED : LUAVM_OK;
}

static void run_inner(luavm_vm vm, inner *i, const char *source) {
  luavm_status want = run_ends(i->made.of);
  luavm_result *result = NULL;
  luavm_status status = vm_eval(vm, source, strlen(source), NULL, &result);
  CHECK(status == want, "the run answers %s: %s", luavm_status_name(status),
        result != NULL ? result->message.data : "");
  CHECK(vm_result_free(result) == LUAVM_OK, "vm_result_free");
}

/* In the VM that calls, or, of exports that name none, in any. */
static void from_within(const export *of, inner *i, const char *source) {
  luavm_vm vm = has_vm(of) ? 0 : vm_open(LUAVM_PROFILE_DEFAULT);
  call_open(&i->made, of);
  if (named(of, "vm_resume")) CHECK(vm_reset(i->made.vm) == LUAVM_OK, "vm_reset");
  luavm_vm in = vm != 0 ? vm : i->made.vm;
  function_put(in, "inner", call_inner, i);
  run_inner(in, i, source);
  if (vm != 0) CHECK(vm_free(vm) == LUAVM_OK, "vm_free");
  call_end(&i->made);
}

static void within_a_function(const export *of) {
  static const char *const sources[] = {
      "inner()",
      "return coroutine.wrap(function() inner() return 1 end)()",
      "local t = {2, 1} table.sort(t, function(a, b) inner() inner = type "
      "return a < b end)",
      "local t <close> = setmetatable({}, {__close = inner})",
      "return (('x'):gsub('x', function() inner() end))",
      "for _ in inner do end"};
  for (size_t n = 0; n < COUNT(sources); n++) {
    inner i = {.want = within(of)};
    from_within(of, &i, sources[n]);
  }
}

/* Scripts that make garbage meanwhile, and a collection before and after. */
static void with_collections(const export *of) {
  inner i = {.want = within(of), .collect = true};
  from_within(of, &i,
              "local t = {} for n = 1, 500 do t[n] = {n, tostring(n)} end inner() "
              "for n = 1, 500 do assert(t[n][1] == n and t[n][2] == tostring(n)) end");
}

static void on_another_thread(const export *of) {
  inner i = {.on_thread = true, .want = of->one_per_vm ? LUAVM_BUSY : LUAVM_OK};
  from_within(of, &i, "inner()");
}

/* ------------------------------------------------------------------- depth */

static luavm_status go_down(void *user, const luavm_call *made, luavm_reply *reply) {
  inner *i = user;
  (void)reply;
  if (++i->depth > DEEPEST) {
    call_expect(&i->made, i->want);
    return LUAVM_OK;
  }
  luavm_status status = vm_eval(made->vm, "down()", 6, NULL, NULL);
  CHECK(status == LUAVM_OK || status == run_ends(i->made.of), "level %d answers %s",
        i->depth, luavm_status_name(status));
  return LUAVM_OK;
}

static void seventeen_deep(const export *of) {
  bool makes = find_kind(of, KIND_OUT_BUFFER) >= 0;
  bool refused = of->one_per_vm && !makes && within(of) == LUAVM_OK;
  inner i = {.want = refused ? LUAVM_UNSUPPORTED : within(of)};
  call_open(&i.made, of);
  if (named(of, "vm_resume")) CHECK(vm_reset(i.made.vm) == LUAVM_OK, "vm_reset");
  function_put(i.made.vm, "down", go_down, &i);
  run_inner(i.made.vm, &i, "down()");
  CHECK(i.depth == DEEPEST + 1, "%d levels", i.depth);
  call_end(&i.made);
}

/* VM in VM in VM: each has its own depth, the C stack is one. */
typedef struct chain {
  call bottom;
  int depth, refused;
} chain;

/* Pages below where one export was refused: not all of them have gone as deep when
 * they look. */
static __attribute__((noinline)) void call_below(chain *all) {
  volatile char pages[16384];
  pages[0] = pages[sizeof pages - 1] = 0;
  call_expect(&all->bottom, needs_stack(all->bottom.of) ? LUAVM_UNSUPPORTED : LUAVM_OK);
}

static luavm_status next_vm(void *user, const luavm_call *made, luavm_reply *reply) {
  chain *all = user;
  (void)made;
  if (++all->depth == CHAIN) return LUAVM_OK;
  luavm_vm vm = vm_open(LUAVM_PROFILE_DEFAULT);
  luavm_function function = function_of("next_vm", next_vm, NULL);
  function.user = all;
  luavm_status status = vm_register(vm, &function, NULL);
  if (status == LUAVM_OK) status = vm_eval(vm, "next_vm()", 9, NULL, NULL);
  CHECK(status == LUAVM_OK || status == LUAVM_UNSUPPORTED, "level %d answers %s",
        all->depth, luavm_status_name(status));
  if (status == LUAVM_UNSUPPORTED) {
    all->refused++;
    int lent = find_kind(all->bottom.of, KIND_REPLY);
    if (lent >= 0) all->bottom.slots[lent].p = reply;
    call_below(all);
  }
  CHECK(vm_free(vm) == LUAVM_OK, "vm_free");
  return LUAVM_OK;
}

static void *down_the_stack(void *at) {
  next_vm(at, NULL, NULL);
  return NULL;
}

static void until_the_stack_ends(const export *of) {
  static chain all;
  pthread_attr_t attributes;
  pthread_t thread;
  call_open(&all.bottom, of);
  pthread_attr_init(&attributes);
  CHECK(pthread_attr_setstacksize(&attributes, 1 << 20) == 0, "stack size");
  CHECK(pthread_create(&thread, &attributes, down_the_stack, &all) == 0, "thread");
  pthread_join(thread, NULL);
  pthread_attr_destroy(&attributes);
  CHECK(all.refused == 1, "%d levels, %d of them refused", all.depth, all.refused);
  call_end(&all.bottom);
}

/* ------------------------------------------------------------------ memory */

static bool may_starve(const export *of) {
  return !named(of, "luavm_fail_allocations");
}

static uint64_t fed_again(void) {
  uint64_t requests = 0;
  CHECK(luavm_fail_allocations(0, 0, &requests) == LUAVM_OK, "fail_allocations");
  starving = false;
  return requests;
}

static void starve(uint64_t nth, uint32_t flags) {
  CHECK(luavm_fail_allocations(nth, flags, NULL) == LUAVM_OK, "fail_allocations");
  starving = true;
}

/* What it was given it releases, or never owned. */
static void failing_allocations(const export *of) {
  for (uint32_t flags = 0; flags <= LUAVM_FAIL_ONWARD; flags++)
    for (uint64_t nth = 1, requests = nth; requests >= nth && nth < 500; nth++) {
      call c;
      call_open(&c, of);
      starve(nth, flags);
      call_make(&c);
      requests = fed_again();
      if (c.vm != 0 && !c.consumed && !named(of, "vm_resume")) vm_reset(c.vm);
      call_end(&c);
    }
}

static luavm_status make_starving(void *user, const luavm_call *made,
                                  luavm_reply *reply) {
  inner *i = user;
  int lent = find_kind(i->made.of, KIND_REPLY);
  (void)made;
  if (lent >= 0) i->made.slots[lent].p = reply;
  call_make(&i->made);
  return LUAVM_OK;
}

static void failing_allocations_within(const export *of) {
  for (uint64_t nth = 1, requests = nth; requests >= nth && nth < 300; nth++) {
    inner i = {.depth = 0};
    luavm_vm vm = has_vm(of) ? 0 : vm_open(LUAVM_PROFILE_DEFAULT);
    call_open(&i.made, of);
    if (named(of, "vm_resume")) CHECK(vm_reset(i.made.vm) == LUAVM_OK, "vm_reset");
    luavm_vm in = vm != 0 ? vm : i.made.vm;
    function_put(in, "inner", make_starving, &i);
    starve(nth, 0);
    luavm_status status = vm_eval(in, "local t = {} inner() return t", 29, NULL, NULL);
    requests = fed_again();
    CHECK(status == LUAVM_OK || status == LUAVM_MEMORY || status == run_ends(of),
          "request %llu: %s", (unsigned long long)nth, luavm_status_name(status));
    if (!i.made.consumed) vm_answers(in);
    if (vm != 0) CHECK(vm_free(vm) == LUAVM_OK, "vm_free");
    call_end(&i.made);
  }
}

const misuse callback_misuses[] = {
    {"works_within_a_host_function", every_export, within_a_function, false},
    {"works_with_collections_in_a_host_function", every_export, with_collections,
     false},
    {"keeps_to_its_thread_within_a_host_function", on_any_thread, on_another_thread,
     false},
    {"answers_seventeen_host_functions_deep", has_vm, seventeen_deep, false},
    {"answers_at_the_end_of_the_c_stack", on_any_thread, until_the_stack_ends, false},
    {"survives_every_failing_request", may_starve, failing_allocations, false},
    {"survives_failing_requests_in_a_host_function", may_starve,
     failing_allocations_within, false},
    {NULL, NULL, NULL, false}};
