/* Calls that name a VM: alive, ended, or never made. */
#include "calls.h"

static const char *const scripts[] = {
    "return 1+1",
    "while true do end",
    "local t = {} while true do t[#t + 1] = {('x'):rep(100)} end",
    "print(('p'):rep(5000)) return ('r'):rep(5000)",
    "return {1, 2, {x = {}}}, function() end, 0/0",
    "error({})",
    "error('')",
    "x = = 1",
    "\x1bLua",
    "string.x = 1",
    "count = (count or 0) + 1 return count",
    "local t = {} t.t = t return t, t",
    "pcall(function() while true do end end) return 1",
    "kept = setmetatable({}, {__gc = function() while true do end end})",
    "return ('x'):rep(1 << 40)",
    "local function f() return f() + 1 end return f()",
    "for i = 1, 1000 do coroutine.wrap(coroutine.yield)() end",
    "",
};

static luavm_status expected_new(const host *h, const luavm_vm_options *o) {
  if (o->struct_size != sizeof *o || o->flags > 1) return LUAVM_ARGUMENT;
  if (o->profile == LUAVM_PROFILE_REDIS) return LUAVM_UNSUPPORTED;
  if (o->profile > LUAVM_PROFILE_TRUSTED || o->preset > 3) return LUAVM_ARGUMENT;
  static const uint64_t preset_bytes[] = {16 << 20, 1 << 20, 10 << 20, 100 << 20};
  uint64_t memory = o->memory_bytes ? o->memory_bytes : preset_bytes[o->preset];
  if (memory < LUAVM_MEMORY_MIN || o->memory_soft_bytes > memory) return LUAVM_ARGUMENT;
  return live_count(h) >= h->vm_cap ? LUAVM_QUOTA : LUAVM_OK;
}

void call_new(host *h, input *in) {
  luavm_vm_options o = {.struct_size = take_size(in, sizeof o)};
  uint64_t flags = take_byte(in);
  o.flags = flags > 240 ? (uint32_t)flags : (uint32_t)flags & 1;
  o.profile = take_enum(in, 5);
  o.preset = take_enum(in, 4);
  o.memory_bytes = take_amount(in);
  o.memory_soft_bytes = take_amount(in);
  o.fuel = take_amount(in);
  /* An endless finalizer ends vm_gc by the VM's own limits alone. */
  if (o.profile == LUAVM_PROFILE_TRUSTED && o.fuel - 1 >= 200000) o.fuel = 20000;
  o.wall_ms = take_amount(in);
  o.output_bytes = take_amount(in);
  o.result_bytes = take_amount(in);
  size_t slot = take_choice(in, VMS);
  luavm_vm vm = 77;
  luavm_buffer *error = (luavm_buffer *)h;
  luavm_status want = expected_new(h, &o), got = vm_new(&o, &vm, &error);
  bool starved = (h->quota || o.memory_bytes == 65536) && want == LUAVM_OK;
  if (!(starved && (got == LUAVM_QUOTA || got == LUAVM_MEMORY)))
    CHECK(got == want, "vm_new: %d, not %d: %s", got, want, error ? error->data : "");
  CHECK((vm != 0) == (got == LUAVM_OK), "vm_new: %d with a handle", got);
  keep_buffer(h, error, got);
  if (vm == 0) return;
  for (int i = 0; i < VMS; i++)
    CHECK(vm != h->live[i] && vm != h->stale[i], "a handle twice");
  if (h->live[slot] != 0) {
    CHECK(vm_free(h->live[slot]) == LUAVM_OK, "vm_free");
    h->stale[slot] = h->live[slot];
  }
  h->live[slot] = vm;
  h->trusted[slot] = o.profile == LUAVM_PROFILE_TRUSTED;
  h->stateless[slot] = false;
}

/* A live handle, or one that must be refused; slot is VMS for those. */
static luavm_vm take_vm(const host *h, input *in, size_t *slot) {
  size_t choice = take_byte(in), at = choice % VMS;
  luavm_vm vm = h->live[at];
  *slot = vm == 0 ? VMS : at;
  if (choice < 208) return vm;
  *slot = VMS;
  if (choice < 232) return h->stale[at];
  return choice < 244 && vm != 0 ? vm ^ (1ull << (choice * 5 % 64))
                                 : take_number(in, 8);
}

static bool one_of(luavm_status status, const luavm_status *list, size_t count) {
  while (count > 0)
    if (list[--count] == status) return true;
  return false;
}

#define ONE_OF(status, ...)                           \
  one_of(status, (const luavm_status[]){__VA_ARGS__}, \
         sizeof((const luavm_status[]){__VA_ARGS__}) / sizeof(luavm_status))

/* Handles that look wrong may by chance be right: then nothing is promised. */
static bool by_chance(const host *h, luavm_vm vm) {
  for (int i = 0; i < VMS; i++)
    if (h->live[i] == vm) return vm != 0;
  return false;
}

void call_eval(host *h, input *in) {
  size_t slot;
  luavm_vm vm = take_vm(h, in, &slot);
  luavm_eval_options o = {.struct_size = take_size(in, sizeof o)};
  o.flags = take_enum(in, 2);
  uint64_t fuel = take_amount(in);
  o.fuel = fuel - 1 < 200000 ? fuel : 20000;
  o.output_bytes = take_amount(in);
  o.result_bytes = take_amount(in);
  input name = take_run(in, 80);
  o.chunk_name = name.size ? (const char *)name.data : NULL;
  o.chunk_name_length = name.size;
  bool bad = o.struct_size != sizeof o || o.flags > 1;
  size_t choice = take_choice(in, 32), count = sizeof scripts / sizeof *scripts;
  const char *source = scripts[choice % count];
  size_t length = choice == 8 ? 4 : strlen(source);
  if (choice >= count && slot < VMS && !h->trusted[slot]) {
    input run = take_run(in, 200);
    source = (const char *)run.data;
    length = run.size;
  }
  luavm_result *result = (luavm_result *)h;
  luavm_status status = vm_eval(vm, source, length, &o, &result);
  CHECK(result != NULL && result != (luavm_result *)h, "no result block");
  uint64_t bytes = check_result(result, status);
  CHECK(status == LUAVM_OK || result->message.length > 0, "status %d without a message",
        status);
  if (slot == VMS)
    CHECK(status == LUAVM_HANDLE || by_chance(h, vm), "no VM: status %d", status);
  else if (bad)
    CHECK(status == LUAVM_ARGUMENT, "bad options: status %d", status);
  else if (h->stateless[slot])
    CHECK(status == LUAVM_CLOSED, "without a state: status %d", status);
  else
    CHECK(ONE_OF(status, LUAVM_OK, LUAVM_RUNTIME, LUAVM_SYNTAX, LUAVM_MEMORY,
                 LUAVM_FUEL, LUAVM_TIMEOUT, LUAVM_SANDBOX, LUAVM_OUTPUT) ||
              (status == LUAVM_QUOTA && h->quota),
          "status %d: %s", status, result->message.data);
  if (slot < VMS && o.result_bytes > 0 && !bad)
    CHECK(bytes <= o.result_bytes, "%llu bytes", (unsigned long long)bytes);
  keep_result(h, result);
}

void call_reset(host *h, input *in) {
  size_t slot;
  luavm_vm vm = take_vm(h, in, &slot);
  luavm_status status = vm_reset(vm);
  if (slot == VMS) {
    CHECK(status == LUAVM_HANDLE || by_chance(h, vm), "no VM: status %d", status);
    return;
  }
  CHECK(ONE_OF(status, LUAVM_OK, LUAVM_MEMORY) || (status == LUAVM_QUOTA && h->quota),
        "vm_reset: %d", status);
  h->stateless[slot] = status != LUAVM_OK;
}

void call_gc(host *h, input *in) {
  size_t slot;
  luavm_vm vm = take_vm(h, in, &slot);
  uint32_t operation = take_enum(in, 6);
  int64_t argument =
      take_byte(in) < 128 ? 0 : (int64_t)take_number(in, 8) >> take_byte(in) % 64;
  int64_t most = operation == LUAVM_GC_STEP ? 1048576 : 0, figure = 77;
  luavm_status status = vm_gc(vm, operation, argument, &figure);
  CHECK(status == LUAVM_OK || figure == 0, "a figure of %lld", (long long)figure);
  if (operation > LUAVM_GC_GENERATIONAL || argument < 0 || argument > most)
    CHECK(status == LUAVM_ARGUMENT, "vm_gc: %d", status);
  else if (slot == VMS)
    CHECK(status == LUAVM_HANDLE || by_chance(h, vm), "no VM: status %d", status);
  else if (h->stateless[slot])
    CHECK(status == LUAVM_CLOSED, "without a state: status %d", status);
  else
    CHECK(status == LUAVM_OK ||
              (h->trusted[slot] && ONE_OF(status, LUAVM_TIMEOUT, LUAVM_FUEL)),
          "vm_gc: %d", status);
}

void call_free(host *h, input *in) {
  size_t slot;
  luavm_vm vm = take_vm(h, in, &slot);
  if (slot == VMS && by_chance(h, vm)) return;
  luavm_status status = vm_free(vm);
  luavm_status want = slot == VMS && vm != 0 ? LUAVM_HANDLE : LUAVM_OK;
  CHECK(status == want, "vm_free: %d, not %d", status, want);
  if (slot == VMS) return;
  h->stale[slot] = vm;
  h->live[slot] = 0;
}

void call_interrupt(host *h, input *in) {
  size_t slot;
  luavm_vm vm = take_vm(h, in, &slot);
  luavm_status status = vm_interrupt(vm);
  if (slot == VMS)
    CHECK(status == LUAVM_HANDLE || by_chance(h, vm), "no VM: status %d", status);
  else
    CHECK(status == LUAVM_OK, "vm_interrupt: %d", status);
}

void call_mem_usage(host *h, input *in) {
  size_t slot;
  luavm_vm vm = take_vm(h, in, &slot);
  luavm_memory m = {.struct_size = take_size(in, sizeof m)};
  bool bad = m.struct_size != sizeof m;
  luavm_status status = vm_mem_usage(vm, &m);
  if (bad) {
    CHECK(status == LUAVM_ARGUMENT && m.used_bytes == 0, "struct_size: %d", status);
  } else if (slot == VMS) {
    CHECK(status == LUAVM_HANDLE || by_chance(h, vm), "no VM: status %d", status);
  } else {
    CHECK(status == LUAVM_OK, "vm_mem_usage: %d", status);
    CHECK(m.used_bytes <= m.limit_bytes && m.peak_bytes <= m.limit_bytes,
          "over the limit");
    CHECK(m.limit_bytes > UINT64_MAX - 65536 || m.system_bytes <= m.limit_bytes + 65536,
          "%llu bytes held", (unsigned long long)m.system_bytes);
    CHECK(h->stateless[slot] || (m.used_bytes > 0 && m.used_bytes <= m.peak_bytes),
          "%llu bytes used", (unsigned long long)m.used_bytes);
  }
}
