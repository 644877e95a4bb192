/* Four scripts, three of them greedy. Each limit stops its script with a status
 * of its own, and the same VM goes on to run the next one.
 *
 *   cc limits.c -o limits $(pkg-config --cflags --libs luavm) && ./limits
 */
#include <stdio.h>
#include <string.h>

#include <luavm.h>

static const char *const endless = "while true do end";
static const char *const hungry =
    "local t = {} for i = 1, 1e9 do t[i] = (\"x\"):rep(1000) .. i end";
static const char *const busy = "for i = 1, 1e9 do end";
static const char *const modest = "return 'still here'";

/* The status says which limit it was; result->message says it to people, for
 * example "wall-time limit of 100 ms reached; ...". We only need the status, so
 * we ask for no result. */
static void run(luavm_vm vm, const char *source, const luavm_eval_options *options) {
  luavm_status status = vm_eval(vm, source, strlen(source), options, NULL);
  printf("%s: %s\n", luavm_status_name(status), source);
}

int main(void) {
  /* Memory is a limit of the VM. Every option struct starts with its own size;
   * what is left 0 has its default. */
  luavm_vm_options vm_options = {.struct_size = sizeof vm_options,
                                 .memory_bytes = 8 * 1024 * 1024};
  luavm_vm vm;
  luavm_buffer *error;
  if (vm_new(&vm_options, &vm, &error) != LUAVM_OK) {
    fprintf(stderr, "%s\n", error != NULL ? error->data : "no memory");
    luavm_buffer_free(error);
    return 1;
  }

  /* Time and fuel may be set for the VM, or as here for one call. */
  luavm_eval_options time = {.struct_size = sizeof time, .wall_ms = 100};
  luavm_eval_options fuel = {.struct_size = sizeof fuel, .fuel = 1000000};
  run(vm, endless, &time);
  run(vm, hungry, NULL);
  run(vm, busy, &fuel);
  run(vm, modest, NULL);

  vm_free(vm);
  return 0;
}
