/* A thousand VMs on one thread. Their scripts wait for answers of the host, which come
 * later; some never end. An event loop gives each a slice at a time: nobody blocks
 * anybody.
 *
 *   cc events.c -o events $(pkg-config --cflags --libs luavm) && ./events
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <luavm.h>

enum { VM_COUNT = 1000, ENDLESS_EVERY = 100 };

static const char asking[] =
    "local id = ... local a = fetch(id) local b = fetch(a) return a + b";
static const char endless[] = "while true do end";

/* Ends the program where something fails that should not. */
static void check(luavm_status status, const char *what) {
  if (status == LUAVM_OK) return;
  fprintf(stderr, "%s: %s\n", what, luavm_status_name(status));
  exit(1);
}

/* fetch(n) does not know the answer yet: the run ends as pending, and its result has
 * what is given along here, for whoever is to answer. */
static luavm_status fetch(void *user, const luavm_call *call, luavm_reply *reply) {
  (void)user;
  if (call->argument_count != 1 || call->arguments[0].type != LUAVM_INTEGER)
    return LUAVM_ARGUMENT;
  reply->values[0] = call->arguments[0];
  reply->value_count = 1;
  return LUAVM_PENDING;
}

/* What the loop has to do: let a VM go on, with the answer to its request if it has
 * one. Each VM is in the queue once at most, so it never fills up. */
typedef struct Event {
  size_t vm;
  int has_request;
  int64_t request;
} Event;

static Event queue[VM_COUNT];
static size_t queue_first, queue_count;

static void enqueue(Event event) {
  queue[(queue_first + queue_count++) % VM_COUNT] = event;
}

static Event dequeue(void) {
  Event event = queue[queue_first];
  queue_first = (queue_first + 1) % VM_COUNT;
  queue_count--;
  return event;
}

/* ------------------------------------------------------------- Script */

static luavm_vm vms[VM_COUNT];
static int done_count, fuel_count, answer_count;
static int64_t sum;

/* Notes how a slice ended. */
static void settle(size_t i, luavm_status status, luavm_result *result) {
  switch (status) {
    case LUAVM_PENDING: /* fetch waits: its request is the value given along */
      enqueue((Event){i, 1, result->values[0].as.integer});
      break;
    case LUAVM_YIELDED: /* not done: once more, after all others */
      enqueue((Event){i, 0, 0});
      break;
    case LUAVM_OK:
      done_count++;
      sum += result->values[0].as.integer;
      break;
    case LUAVM_FUEL:
      fuel_count++;
      break;
    default:
      check(status, result != NULL ? result->message.data : "script");
  }
  vm_result_free(result);
}

static void start(size_t i, luavm_template host) {
  luavm_vm_options options = {
      .struct_size = sizeof options, .fuel = 1000000, .host = host};
  check(vm_new(&options, &vms[i], NULL), "vm_new");

  const char *source = i % ENDLESS_EVERY == 0 ? endless : asking;
  luavm_ref script;
  check(vm_load(vms[i], source, strlen(source), NULL, &script, NULL), "vm_load");

  /* TAKE: the call is the last that needs the script. */
  luavm_value function = {.type = LUAVM_FUNCTION,
                          .flags = LUAVM_VALUE_REFERENCE | LUAVM_VALUE_TAKE,
                          .as.reference = script};
  luavm_value id = {.type = LUAVM_INTEGER, .as.integer = (int64_t)i};
  luavm_eval_options slice = {.struct_size = sizeof slice, .slice_fuel = 100000};
  luavm_result *result;
  luavm_status status = vm_call(vms[i], &function, &id, 1, &slice, &result);
  settle(i, status, result);
}

static void go_on(Event event) {
  luavm_value answer = {.type = LUAVM_INTEGER, .as.integer = event.request + 1};
  luavm_eval_options slice = {.struct_size = sizeof slice, .slice_fuel = 100000};
  luavm_result *result;
  luavm_status status = vm_resume(vms[event.vm], LUAVM_OK, &answer,
                                  event.has_request ? 1 : 0, &slice, &result);
  answer_count += event.has_request;
  settle(event.vm, status, result);
}

int main(void) {
  luavm_template host;
  check(template_new(&host, NULL), "template_new");
  luavm_function function = {
      .struct_size = sizeof function, .name = "fetch", .name_length = 5, .call = fetch};
  check(template_register(host, &function, NULL), "fetch");

  for (size_t i = 0; i < VM_COUNT; i++) start(i, host);
  while (queue_count != 0) go_on(dequeue());

  for (size_t i = 0; i < VM_COUNT; i++) vm_free(vms[i]);
  template_free(host);
  printf("%d VMs: %d done, %d out of fuel\n", VM_COUNT, done_count, fuel_count);
  printf("%d requests answered\n", answer_count);
  printf("sum of results: %" PRId64 "\n", sum);
  return 0;
}
